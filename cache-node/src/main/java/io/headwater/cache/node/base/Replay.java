package io.headwater.cache.node.base;

import io.headwater.cache.binlog.BinlogHandler;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.FoldAhead;
import io.headwater.schemas.LogRecordReader;

/** Folds the entries of log records into a keyspace, each once; many of them faster than one at a time. Owned by the thread that owns the keyspace. */
public final class Replay implements BinlogHandler {
    private final Fold fold;
    private final FoldAhead ahead;
    private boolean behind = true;
    private long lastLsn;
    private long entries;

    /**
     * Begins as one that has much to fold, and whom nobody waits for.
     *
     * @param lastLsn what the keyspace already has
     */
    public Replay(Fold fold, long lastLsn) {
        this.fold = fold;
        this.ahead = new FoldAhead(fold.keyspace());
        this.lastLsn = lastLsn;
    }

    /** Whether much more waits behind what comes next. */
    public void behind(boolean much) {
        behind = much;
    }

    @Override
    public void entries(LogRecordReader record) {
        boolean many = behind;
        if (many) ahead.begin(record);
        while (record.nextEntry()) {
            if (record.lsn() <= lastLsn) continue;
            if (many) ahead.applyEntry(record, fold);
            else fold.applyEntry(record);
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
