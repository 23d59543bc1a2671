package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.command.ShardPositions;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.schemas.EpochEnd;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How far this node, its shard's log and the log's readers have come. Owned by the writer thread. */
final class NodePositions implements ShardPositions {
    private final int shard;
    private final String node;
    private final BinlogWriter binlog;
    private final LongSupplier committedLsn;
    private final LongSupplier wallMs;
    private @Nullable NodeWriter writer;
    private @Nullable ClusterDirectory directory;
    private List<EpochEnd> epochEnds = List.of();
    private long epoch;

    /**
     * @param node this node's own name: it is no replica of its own
     * @param committedLsn what the log holds; 0 without a log
     */
    NodePositions(int shard, String node, BinlogWriter binlog, LongSupplier committedLsn, LongSupplier wallMs) {
        this.shard = shard;
        this.node = node;
        this.binlog = binlog;
        this.committedLsn = committedLsn;
        this.wallMs = wallMs;
    }

    /** What comes into being after the commands. */
    void uses(NodeWriter turns, @Nullable ClusterDirectory cluster) {
        writer = turns;
        directory = cluster;
    }

    /** What the filter knows by now: the epoch, and where every earlier one has ended. */
    void history(FilterState filter) {
        epoch = filter.epoch();
        epochEnds = filter.epochEnds();
    }

    /** This node leads: what went before has ended where its epoch begins. */
    void leads(long newEpoch, long afterLsn) {
        List<EpochEnd> ends = new ArrayList<>(epochEnds);
        for (long ended = Math.max(1, epoch); ended < newEpoch; ended++) ends.add(new EpochEnd(ended, afterLsn));
        epochEnds = List.copyOf(ends);
        epoch = newEpoch;
    }

    @Override
    public Position own() {
        return writer == null ? Position.START : writer.position();
    }

    @Override
    public long durableLsn() {
        return binlog.durableLsn();
    }

    @Override
    public long committedLsn() {
        return committedLsn.getAsLong();
    }

    @Override
    public int replicasAt(long lsn) {
        return count(lsn, reader -> ClusterDirectory.isNode(reader) && !reader.name().equals(node));
    }

    @Override
    public int copiesAt(long lsn) {
        return count(lsn, reader -> reader.durableLsn() >= lsn && !reader.name().equals(node));
    }

    /**
     * Readers whose state includes the entry. One that is ahead of its epoch's end tells of entries that the log went on without, and one of a later epoch that
     * this node leads no more: what they have under this lsn is another entry.
     */
    private int count(long lsn, Predicate<Reader> counts) {
        if (directory == null) return 0;
        long now = wallMs.getAsLong();
        int count = 0;
        for (Reader reader : directory.map().readers()) {
            boolean lives = now - reader.lastSeenMs() <= reader.timeToLiveMs();
            Position at = reader.position();
            boolean includes = at.lsn() >= lsn && at.epoch() <= epoch && !isLost(at);
            if (reader.shard() == shard && lives && includes && counts.test(reader)) count++;
        }
        return count;
    }

    @Override
    public boolean isLost(Position position) {
        for (EpochEnd end : epochEnds) {
            if (end.epoch() == position.epoch()) return position.lsn() > end.lastLsn();
        }
        return false;
    }

    @Override
    public long lagMs() {
        if (writer == null || writer.isPrimary()) return 0;
        return Math.max(0, wallMs.getAsLong() - writer.nowMs());
    }
}
