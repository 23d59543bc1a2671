package io.headwater.cache.node;

import io.headwater.cache.node.ShardLog.ClockStarter;
import io.headwater.cache.node.ShardLog.Leadership;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;

/** A log without a topic, whose node leads at once: what it has committed and whether the lease holds is what the test says. */
final class GatedLog implements ShardLog {
    private static final long FAR_NANOS = Long.MAX_VALUE / 4;

    private volatile long committed;
    private volatile boolean lease = true;
    private Events events;

    /** The log holds everything up to the lsn. */
    void commit(long lsn) {
        committed = lsn;
        events.committed(lsn);
    }

    /** The last lsn that it holds. */
    long committed() {
        return committed;
    }

    void commitAll() {
        commit(Long.MAX_VALUE);
    }

    void lease(boolean held) {
        lease = held;
    }

    /** Another node has claimed. */
    void depose() {
        events.deposed(FilterState.START, 0);
    }

    @Override
    public void start(LocalLog local, Ambition ambition, ClockStarter clock, Events told) {
        events = told;
        told.leading(new Leadership(new RecordStamp(new Timeline(1, 2), 0, 1, 77, 0, 1), clock.start(local.lastTimeMs())));
    }

    @Override
    public long leaseUntilNanos() {
        return System.nanoTime() + (lease ? FAR_NANOS : -1);
    }

    @Override
    public void appended(long lsn) {}

    @Override
    public void heartbeat(byte[] record, long lsn) {}

    @Override
    public Progress progress() {
        return new Progress(State.LEADING, 1, "", "", FailoverMode.AUTO, committed, 0, true);
    }

    @Override
    public void claim() {}

    @Override
    public void handOver(long markerLsn) {}

    @Override
    public void close() {}
}
