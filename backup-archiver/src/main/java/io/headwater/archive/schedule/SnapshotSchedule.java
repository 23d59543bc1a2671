package io.headwater.archive.schedule;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a snapshot is due: at times, or once too much log has come behind the newest one. The distance bounds what a restore has to replay.
 *
 * @param cron at these times, also if one went by while nobody looked; null for none
 * @param everyBytes of archived segments behind the snapshot; {@link #NEVER} for no bound
 * @param everyEntries of the log behind the snapshot; {@link #NEVER} for no bound
 * @param everyMs between the snapshot and the log's end; {@link #NEVER} for no bound
 */
public record SnapshotSchedule(@Nullable Cron cron, long everyBytes, long everyEntries, long everyMs) {
    /** No bound. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Takes none. */
    public static final SnapshotSchedule NONE = new SnapshotSchedule(null, NEVER, NEVER, NEVER);

    /** Why a snapshot of the cluster is due now; empty if none is. */
    public Optional<String> due(SnapshotDistance distance, long nowMs) {
        if (distance.entries() == 0) {
            return Optional.empty(); // there is nothing new
        }
        if (distance.bytes() >= everyBytes) {
            return Optional.of(distance.bytes() + " bytes are behind the newest one");
        }
        if (distance.entries() >= everyEntries) {
            return Optional.of(distance.entries() + " entries are behind the newest one");
        }
        if (distance.behindMs() >= everyMs) {
            return Optional.of("the log is " + distance.behindMs() + " ms ahead of the newest one");
        }
        Cron times = cron;
        if (times != null && times.nextAfter(Math.max(0, distance.fromMs())).orElse(Long.MAX_VALUE) <= nowMs) {
            return Optional.of("it is time, by " + times);
        }
        return Optional.empty();
    }
}
