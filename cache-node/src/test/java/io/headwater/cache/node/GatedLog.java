package io.headwater.cache.node;

import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import java.util.function.Consumer;

/** A log without a topic: what it has committed and whether the lease holds is what the test says. */
final class GatedLog implements PrimaryLog {
    private volatile long committed;
    private volatile boolean lease = true;
    private volatile Runnable advanced = () -> {};
    volatile Consumer<HeadwaterException> deposed = reason -> {};

    /** The log holds everything up to the lsn. */
    void commit(long lsn) {
        committed = lsn;
        advanced.run();
    }

    void commitAll() {
        commit(Long.MAX_VALUE);
    }

    void lease(boolean held) {
        lease = held;
    }

    @Override
    public Leadership lead(LocalLog local, ClockStarter clock, Consumer<String> progress) {
        return new Leadership(new RecordStamp(new Timeline(1, 2), 0, 1, 77, 0, 1), clock.start(local.lastTimeMs()));
    }

    @Override
    public void serve(Consumer<HeadwaterException> whenDeposed) {
        deposed = whenDeposed;
    }

    @Override
    public void whenCommitted(Runnable listener) {
        advanced = listener;
    }

    @Override
    public boolean holdsLease() {
        return lease;
    }

    @Override
    public void appended(long lsn) {}

    @Override
    public void heartbeat(byte[] record, long lsn) {}

    @Override
    public LogProgress progress() {
        return new LogProgress(1, committed, 0, true);
    }

    @Override
    public void close() {}
}
