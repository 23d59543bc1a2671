package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogRecovery;
import io.headwater.cache.binlog.RecoveredBinlog;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.node.base.BaseFile;
import io.headwater.cache.node.base.BaseFolder;
import io.headwater.cache.node.base.BaseStore;
import io.headwater.cache.node.base.Replay;
import io.headwater.cache.rdb.RdbInfo;
import io.headwater.schemas.HeadwaterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a keyspace to where its directory ends: the newest base, then every entry of the binlog behind it, through the same fold that made them. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final long NANOS_PER_MS = 1_000_000;

    private Recovery() {}

    /**
     * Recovers into the empty keyspace of {@code fold}.
     *
     * @throws HeadwaterException if something is damaged or missing
     */
    static RecoveredState recover(NodeDirectory directory, Fold fold) {
        long startNanos = System.nanoTime();
        BaseStore bases = new BaseStore(directory.bases());
        BaseFile base = bases.newest();
        RdbInfo info = base == null ? null : BaseFolder.load(base, fold.keyspace());
        Replay replay = new Replay(fold, base == null ? 0 : base.lsn());
        RecoveredBinlog binlog = new BinlogRecovery(directory.binlog(), directory.identity().shard()).recover(replay.lastLsn(), replay);
        // Only now is it certain that the newest base and the segments fit together.
        bases.sweep();
        if (binlog.cutBytes() > 0) LOG.warn("cut an unfinished tail of {} bytes off the binlog", binlog.cutBytes());
        LOG.info(
                "recovered {} keys in {} ms: {}, {} entries of the binlog, last lsn {}",
                fold.keyspace().size(),
                (System.nanoTime() - startNanos) / NANOS_PER_MS,
                base == null ? "no base" : "base " + base.file().getFileName(),
                replay.entries(),
                binlog.lastLsn());
        return new RecoveredState(info, binlog);
    }
}
