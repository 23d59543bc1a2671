package io.headwater.cache.node;

import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.node.ClusterDirectory.Reader;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a standby is there to take over: one whose reports still come, and that was no more than a second behind when it last reported. Times are of the monotonic
 * clock of this node, so that the standbys' clocks do not matter. Owned by the writer thread.
 */
final class StandbyWatch {
    /** A standby that stands still reports each second. */
    private static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(2500);
    /** Looks that make up a second, at the pace of {@link NodePulse}. */
    private static final int LOOKS = 10;

    private record Report(long sentMs, long lsn, long heardNanos) {}

    private final int shard;
    private final String self;
    private final Map<String, Report> reportByName = new HashMap<>();
    private final long[] lsns = new long[LOOKS];
    private int looks;

    /** @param self the name of this node, whose own reports from before it led do not count */
    StandbyWatch(int shard, String self) {
        this.shard = shard;
        this.self = self;
    }

    /** Looks at the directory: ten times per second. */
    void look(ClusterMap map, long lsn, long nowNanos) {
        lsns[looks++ % LOOKS] = lsn;
        for (Reader reader : map.readers()) {
            if (reader.shard() != shard || !reader.role().equals(Reader.STANDBY) || reader.name().equals(self)) continue;
            Report known = reportByName.get(reader.name());
            if (known != null && known.sentMs == reader.lastSeenMs()) continue;
            reportByName.put(reader.name(), new Report(reader.lastSeenMs(), reader.position().lsn(), nowNanos));
        }
    }

    /** Why nobody can take over now, or null. */
    @Nullable String refusal(long nowNanos) {
        long best = -1;
        for (Report report : reportByName.values()) {
            if (nowNanos - report.heardNanos <= SILENT_NANOS) best = Math.max(best, report.lsn);
        }
        if (best < 0) return "no standby of this shard is running; start one with --role standby";
        long aSecondAgo = looks < LOOKS ? 0 : lsns[looks % LOOKS];
        return best >= aSecondAgo ? null : "the standby is still behind: it is at lsn " + best + ", and this node was at " + aSecondAgo + " a second ago";
    }
}
