package io.headwater.cache.node.base;

import io.headwater.cache.binlog.BinlogHandler;
import io.headwater.cache.engine.Fold;
import io.headwater.schemas.LogRecordReader;

/** Folds the entries of log records into a keyspace, each once. Owned by the thread that owns the keyspace. */
public final class Replay implements BinlogHandler {
    private final Fold fold;
    private long lastLsn;
    private long entries;

    /** @param lastLsn what the keyspace already has */
    public Replay(Fold fold, long lastLsn) {
        this.fold = fold;
        this.lastLsn = lastLsn;
    }

    @Override
    public void entries(LogRecordReader record) {
        while (record.nextEntry()) {
            if (record.lsn() <= lastLsn) continue;
            fold.applyEntry(record);
            lastLsn = record.lsn();
            entries++;
        }
    }

    /** The last entry that the keyspace has. */
    public long lastLsn() {
        return lastLsn;
    }

    /** Entries folded here. */
    public long entries() {
        return entries;
    }
}
