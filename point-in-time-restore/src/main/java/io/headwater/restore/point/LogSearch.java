package io.headwater.restore.point;

import io.headwater.archive.replay.EntryVisitor;
import io.headwater.archive.replay.LogScan;
import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.cache.engine.read.EntryEffects;
import io.headwater.restore.effect.EntryMatcher;
import io.headwater.restore.request.EntryPattern;
import io.headwater.schemas.ControlKind;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds entries in one shard's log. One thread. */
final class LogSearch {
    private static final int MAX_EFFECTS_SHOWN = 3;

    private final LogScan scan;
    private final ShardHistory history;
    private long readFromMs;

    LogSearch(LogScan scan, ShardHistory history) {
        this.scan = scan;
        this.history = history;
    }

    /** The time from which on the last search has seen everything. */
    long readFromMs() {
        return readFromMs;
    }

    /** The entry of this lsn, or null. */
    @Nullable FoundEntry at(long lsn) {
        FoundEntry[] found = {null};
        run(timeBefore(lsn), (entry, epoch) -> {
            if (entry.lsn() == lsn) {
                found[0] = found(entry, epoch);
            }
            return entry.lsn() < lsn;
        });
        return found[0];
    }

    /** A time from which on the log surely holds this lsn, if it has it at all. */
    private long timeBefore(long lsn) {
        for (SegmentInfo segment : history.segments()) {
            if (segment.last().lsn() >= lsn) {
                return segment.lastTimeMs();
            }
        }
        // Behind the last segment; without any, what there is must be read from its beginning.
        return history.segments().isEmpty() ? 0 : Long.MAX_VALUE;
    }

    /** The first entry from a time on that a pattern means, or null. */
    @Nullable FoundEntry first(EntryPattern pattern, long sinceMs) {
        EntryMatcher matcher = new EntryMatcher(pattern);
        FoundEntry[] found = {null};
        run(sinceMs, (entry, epoch) -> {
            if (entry.entryTimeMs() < sinceMs || !matcher.matches(entry)) {
                return true;
            }
            found[0] = found(entry, epoch);
            return false;
        });
        return found[0];
    }

    /** The newest markers of a name, newest first, no more than {@code count}. */
    List<FoundEntry> markers(String name, int count) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        Deque<FoundEntry> newest = new ArrayDeque<>();
        run(0, (entry, epoch) -> {
            if (entry.isControl() && entry.controlKind() == ControlKind.MARKER && Arrays.equals(entry.controlData(), wanted)) {
                newest.addFirst(found(entry, epoch));
                if (newest.size() > count) {
                    newest.removeLast();
                }
            }
            return true;
        });
        return List.copyOf(newest);
    }

    private void run(long sinceMs, EntryVisitor visitor) {
        readFromMs = scan.run(history, sinceMs, visitor);
    }

    private FoundEntry found(LogRecordReader entry, long epoch) {
        return new FoundEntry(
                history.shard(), history.timeline(), new Position(epoch, entry.lsn()), entry.entryTimeMs(), entry.actor(), what(entry));
    }

    private static String what(LogRecordReader entry) {
        if (entry.isControl()) {
            return entry.controlKind() == ControlKind.MARKER
                    ? "marker " + new String(entry.controlData(), StandardCharsets.UTF_8)
                    : "a control entry";
        }
        List<String> shown = new ArrayList<>();
        EntryEffects effects = new EntryEffects().begin(entry);
        int count = 0;
        while (effects.next()) {
            if (count++ < MAX_EFFECTS_SHOWN) {
                shown.add(effects.text());
            }
        }
        return String.join("; ", shown) + (count > MAX_EFFECTS_SHOWN ? "; ... (" + count + " effects)" : "");
    }
}
