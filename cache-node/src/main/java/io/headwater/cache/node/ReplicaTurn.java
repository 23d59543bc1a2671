package io.headwater.cache.node;

import io.headwater.cache.command.CommandExecutor;
import io.headwater.cache.resp.Turn;

/** A replica's turn: its clients only read, and its time is that of the last valid record of the log. Owned by the writer thread. */
final class ReplicaTurn implements Turn {
    private final CommandExecutor executor;
    private final FaultHandler faults;
    private long nowMs;

    /** @param nowMs the time of the last record in the directory */
    ReplicaTurn(CommandExecutor executor, FaultHandler faults, long nowMs) {
        this.executor = executor;
        this.faults = faults;
        this.nowMs = nowMs;
    }

    /** A valid record has this time. */
    void advanceTo(long recordMs) {
        if (recordMs <= nowMs) return;
        nowMs = recordMs;
        executor.beginTurn(nowMs);
    }

    /** Time of the last valid record, ms since 1970. */
    long nowMs() {
        return nowMs;
    }

    @Override
    public void begin() {
        executor.beginTurn(nowMs);
    }

    @Override
    public void end() {}

    @Override
    public long lastLsn() {
        return 0;
    }

    /** What a replica has is in the log. */
    @Override
    public long durableLsn() {
        return Long.MAX_VALUE;
    }

    @Override
    public long committedLsn() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isCovered() {
        return true;
    }

    /** A replica answers for a moment of the past, for which it needs no lease. */
    @Override
    public boolean holdsLease() {
        return true;
    }

    @Override
    public boolean mayReply() {
        return !faults.isHalted();
    }

    @Override
    public void failed(Throwable cause) {
        faults.failed(cause);
    }
}
