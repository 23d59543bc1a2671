package io.headwater.publisher;

import io.headwater.cache.node.ShardLog.Progress;
import io.headwater.cache.node.ShardLog.State;
import io.headwater.schemas.FilterState;

/** What the agent's thread says about itself, for all others to read. */
final class AgentReport {
    /** A guess until the first records were sent. */
    private volatile long bytesPerLsn = 128;

    private volatile State state = State.FOLLOWING;
    private volatile FilterState log = FilterState.START;
    private volatile long appendedLsn;
    private volatile long committedLsn;
    private volatile long sentLsn;
    private volatile long bytesInFlight;
    private volatile boolean leads;
    private volatile boolean connected;

    /** From the binlog thread. */
    void appended(long lsn) {
        appendedLsn = lsn;
    }

    /** What the binlog is known to hold. */
    long appendedLsn() {
        return appendedLsn;
    }

    void state(State now) {
        state = now;
    }

    /** What the filter knows of a log that this node follows. */
    void follows(FilterState now, boolean isConnected) {
        log = now;
        committedLsn = now.lastLsn();
        connected = isConnected;
        leads = false;
    }

    /** How far a publication is; it may be of another epoch's tail. */
    void publishes(Term term) {
        long committed = term.committedLsn();
        long sent = term.sentLsn();
        long bytes = term.bytesInFlight();
        if (sent > committed && bytes > 0) {
            bytesPerLsn = Math.max(1, bytes / (sent - committed));
        }
        committedLsn = committed;
        sentLsn = sent;
        bytesInFlight = bytes;
        connected = term.connected();
        leads = true;
    }

    void stopped() {
        connected = false;
        state = State.STOPPED;
    }

    Progress progress() {
        FilterState known = log;
        long backlog = 0;
        if (leads && appendedLsn > committedLsn) {
            backlog = bytesInFlight + Math.max(0, appendedLsn - sentLsn) * bytesPerLsn;
        }
        return new Progress(
                state,
                known.epoch(),
                known.node(),
                known.address(),
                known.failover(),
                committedLsn,
                backlog,
                connected);
    }
}
