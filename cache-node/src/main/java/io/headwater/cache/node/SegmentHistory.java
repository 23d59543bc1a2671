package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.binlog.ChunkAssembler;
import io.headwater.cache.engine.read.KeyTrace;
import io.headwater.cache.node.OlderVersions.Past;
import io.headwater.cache.node.base.BaseFile;
import io.headwater.cache.node.base.BaseStore;
import io.headwater.cache.rdb.KeyspaceRdbLoader;
import io.headwater.cache.rdb.RdbInfo;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * The versions of a key that a node's own directory still knows: those behind its base, or all if the segments reach back to the log's beginning. Reads by itself, a few keys
 * of memory at a time, and shows nothing that the log does not have. Any thread.
 */
final class SegmentHistory {
    /** Each key that the wanted one was renamed from costs a pass. */
    private static final int MAX_PASSES = 64;

    private final BaseStore bases;
    private final BinlogWriter binlog;
    private final LongSupplier committedLsn;

    /** @param committedLsn up to where the log holds what the segments hold, {@link Long#MAX_VALUE} without a log; from any thread */
    SegmentHistory(NodeDirectory directory, BinlogWriter binlog, LongSupplier committedLsn) {
        this.bases = new BaseStore(directory.bases());
        this.binlog = binlog;
        this.committedLsn = committedLsn;
    }

    /**
     * Reads.
     *
     * @param count the newest so many
     * @throws HeadwaterException if the directory cannot be read
     */
    Past versions(int database, byte[] key, int count) {
        KeyTrace trace = new KeyTrace(database, key, 0, Long.MAX_VALUE, count);
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            trace.begin();
            Position before = binlog.firstReadableLsn() <= 1 ? Position.START : load(trace);
            if (read(trace, before.lsn())) return new Past(trace.versions(), before);
        }
        throw new HeadwaterException(
                "the key was renamed from too many others", "`headwater history` reads the archive", HeadwaterException.EXIT_FAILURE);
    }

    /** One pass; whether it was the last. */
    private boolean read(KeyTrace trace, long afterLsn) {
        long endLsn = Math.min(binlog.readableLsn(), committedLsn.getAsLong());
        ChunkAssembler chunks = new ChunkAssembler();
        LogRecordReader record = new LogRecordReader();
        try (BinlogReader reader = binlog.reader(afterLsn)) {
            while (reader.next() && reader.lastLsn() <= endLsn) {
                record.wrap(reader.bytes(), reader.offset(), reader.length());
                if (!chunks.entries(record)) continue;
                while (record.nextEntry()) {
                    if (record.lsn() > afterLsn && !trace.entry(record, record.epoch())) return false;
                }
            }
        }
        return true;
    }

    /** Loads what the base holds of the wanted keys; where the base stands. */
    private Position load(KeyTrace trace) {
        BaseFile base = bases.newest();
        if (base == null) return new Position(0, binlog.firstReadableLsn() - 1);
        try {
            RdbInfo info = KeyspaceRdbLoader.load(base.file(), trace.keyspace(), trace::wants).info();
            return info == null ? new Position(0, base.lsn()) : info.position();
        } catch (IOException e) {
            throw new HeadwaterException(
                    "the base " + base.file() + " cannot be read: " + e.getMessage(),
                    "try again: a newer one may have taken its place",
                    HeadwaterException.EXIT_UNAVAILABLE,
                    e);
        }
    }
}
