package io.headwater.archive.gate;

import io.headwater.cache.node.ClusterDirectory.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far a topic may be trimmed, and why no further. Pure.
 *
 * <p>The topic is cut only where a snapshot ends. There a new reader can go on, so that the log is never without a way into it; and there is no chunked entry under way,
 * since a snapshot never ends inside one. Of the snapshots it is the newest that no live reader still needs the log before. The last valid record always stays: the
 * next claim refers to it.
 *
 * @param trimTo the first offset that stays; the topic's beginning if nothing may go
 * @param heldBy what keeps the rest, for people
 * @param alarms readers about to fall off, or in the way, one line each
 */
public record GateDecision(long trimTo, String heldBy, List<String> alarms) {
    /** A reader that was seen less than so long ago is not silent. */
    private static final long SILENCE_MS = 60_000;

    public GateDecision {
        alarms = List.copyOf(alarms);
    }

    /** Decides. */
    public static GateDecision of(GateFacts facts, GatePolicy policy) {
        long limit = facts.lastValidOffset();
        String heldBy = "the last valid record";
        if (facts.archivedOffset() < limit) {
            // Whether or not the archiver is registered just now: nothing goes that only the topic has.
            limit = facts.archivedOffset();
            heldBy = "what is not archived yet";
        }
        long wanted = Math.max(
                facts.youngOffset(), policy.keepBytes() == GatePolicy.UNBOUNDED ? facts.beginning() : facts.offsetBefore(policy.keepBytes()));
        if (wanted < limit) {
            limit = wanted;
            heldBy = "what is to be kept";
        }
        for (Reader reader : facts.readers()) {
            if (leftMs(reader, facts.nowMs(), policy) >= 0 && reader.nextOffset() < limit) {
                limit = reader.nextOffset();
                heldBy = reader.role() + " " + reader.name();
            }
        }
        long bound = limit;
        long cut = facts.snapshots().stream().filter(offset -> offset <= bound).mapToLong(Long::longValue).max().orElse(0);
        if (cut < limit && cut <= facts.beginning()) {
            heldBy += facts.snapshots().isEmpty() ? "; there is no snapshot" : "; there is no newer snapshot before it";
        }
        return new GateDecision(Math.max(facts.beginning(), cut), heldBy, alarms(facts, policy));
    }

    /** For how long the log still waits for a reader; negative if it does not any more. */
    static long leftMs(Reader reader, long nowMs, GatePolicy policy) {
        return reader.lastSeenMs() + Math.max(reader.timeToLiveMs(), policy.holdMs()) - nowMs;
    }

    private static List<String> alarms(GateFacts facts, GatePolicy policy) {
        List<String> alarms = new ArrayList<>();
        for (Reader reader : facts.readers()) {
            long leftMs = leftMs(reader, facts.nowMs(), policy);
            long silentMs = facts.nowMs() - reader.lastSeenMs();
            long bytes = facts.bytesBehind(reader.nextOffset());
            if (leftMs < 0) {
                continue;
            }
            if (leftMs < policy.alarmMs() && silentMs > SILENCE_MS) {
                alarms.add(String.format(
                        Locale.ROOT,
                        "%s %s was last seen %d s ago; in %d s the log stops keeping the %d bytes that it lacks",
                        reader.role(), reader.name(), silentMs / 1000, leftMs / 1000, bytes));
            } else if (bytes > policy.alarmBytes()) {
                alarms.add(String.format(
                        Locale.ROOT, "%s %s is %d bytes behind, and the log keeps them for it", reader.role(), reader.name(), bytes));
            }
        }
        return alarms;
    }
}
