package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Keyspace;
import io.headwater.schemas.BatchEncoder;

/**
 * A shard's way from effects to the disk: they are encoded into the batch, applied by the fold, and handed to the binlog. Owned by the writer thread.
 *
 * @param keyspace what the fold changes
 * @param encoder the open batch
 * @param effects what commands yield, into the batch
 * @param binlog takes the sealed batch
 * @param admission whether a write may start
 * @param backpressure whether clients are read
 */
record WriteSide(
        Keyspace keyspace, BatchEncoder encoder, Effects effects, BinlogWriter binlog, DiskAdmission admission, Backpressure backpressure) {
    static WriteSide over(Fold fold, BinlogWriter binlog, int maxEntryBytes) {
        return over(fold, binlog, new BatchEncoder(binlog.takeBuffer()), maxEntryBytes);
    }

    /** The same with an encoder that a simulation chooses. */
    static WriteSide over(Fold fold, BinlogWriter binlog, BatchEncoder encoder, int maxEntryBytes) {
        DiskAdmission admission = new DiskAdmission(binlog, encoder);
        Effects effects = new Effects(fold, encoder, maxEntryBytes);
        return new WriteSide(fold.keyspace(), encoder, effects, binlog, admission, new Backpressure(binlog, admission));
    }
}
