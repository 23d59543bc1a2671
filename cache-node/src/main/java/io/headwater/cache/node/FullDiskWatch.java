package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.command.CommandError;
import io.headwater.schemas.FailoverMode;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the shard over when this node's disk is full: it has to refuse writes soon, and a standby may have room. In mode {@code auto} only, and once a minute at most, so that two full
 * nodes do not pass the shard to and fro. Without a standby the node goes on and serves reads. Owned by the writer thread.
 */
final class FullDiskWatch {
    private static final Logger LOG = LoggerFactory.getLogger(FullDiskWatch.class);
    private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long TIMEOUT_MS = 1_000;
    /** Of what is reserved: a turn's writes may be refused, and the hand-over marker still fits. */
    private static final long LITTLE_BYTES = 1 << 20;

    private final ShardLog log;
    private final BinlogWriter binlog;
    private final NodeWriter writer;
    private final Switchover switchover;
    private boolean tried;
    private long triedNanos;

    FullDiskWatch(ShardLog log, BinlogWriter binlog, NodeWriter writer, Switchover switchover) {
        this.log = log;
        this.binlog = binlog;
        this.writer = writer;
        this.switchover = switchover;
    }

    /** Looks at the disk: with every beat of {@link NodePulse}. */
    void check(long nowNanos) {
        boolean soon = tried && nowNanos - triedNanos < AGAIN_NANOS;
        if (soon || !writer.takesWrites() || binlog.diskProblem().isEmpty() || binlog.reservedBytes() > LITTLE_BYTES || log.progress().mode() != FailoverMode.AUTO) {
            return;
        }
        String problem = binlog.diskProblem();
        CommandError refusal = switchover.begin(TIMEOUT_MS, FullDiskWatch::ended);
        if (refusal == null) {
            tried = true;
            triedNanos = nowNanos;
            LOG.warn("{}: handing the shard over to a standby", problem);
        }
    }

    private static void ended(@Nullable CommandError outcome) {
        if (outcome != null) {
            LOG.warn("no standby took over from this node, whose disk is full: {}", outcome.getMessage());
        }
    }
}
