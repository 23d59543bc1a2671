package io.headwater.replication;

import io.headwater.cache.node.ClusterDirectory.Reader;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Thins out the reports of readers: a reader that advances is announced within 10 ms, and not more often; one that stands still each second.
 * What was offered too early waits, and only the newest of it. Not thread-safe.
 */
final class AnnouncementPace {
    /** Between announcements of a reader that advances. */
    static final long ADVANCING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** Between announcements of a reader that stands still. */
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final class Slot {
        private @Nullable Reader sent;
        private @Nullable Reader waiting;
        private long sentAtNanos;
    }

    private final Map<String, Slot> slotByName = new HashMap<>();

    /** A reader reports; the newest report of each name counts. */
    void offer(Reader reader) {
        slotByName.computeIfAbsent(reader.name(), name -> new Slot()).waiting = reader;
    }

    /**
     * Passes on what is due.
     *
     * @return nanoseconds until something waiting becomes due; {@link Long#MAX_VALUE} if nothing waits
     */
    long takeDue(long nowNanos, Consumer<Reader> out) {
        long next = Long.MAX_VALUE;
        for (Slot slot : slotByName.values()) {
            Reader waiting = slot.waiting;
            if (waiting == null) {
                continue;
            }
            long dueIn = slot.sent == null ? 0 : slot.sentAtNanos + interval(slot.sent, waiting) - nowNanos;
            if (dueIn <= 0) {
                out.accept(waiting);
                slot.sent = waiting;
                slot.waiting = null;
                slot.sentAtNanos = nowNanos;
            } else {
                next = Math.min(next, dueIn);
            }
        }
        return next;
    }

    private static long interval(Reader sent, Reader waiting) {
        boolean same = sent.position().equals(waiting.position())
                && sent.durableLsn() == waiting.durableLsn()
                && sent.nextOffset() == waiting.nextOffset()
                && sent.address().equals(waiting.address())
                && sent.role().equals(waiting.role())
                && sent.shard() == waiting.shard();
        return same ? IDLE_NANOS : ADVANCING_NANOS;
    }
}
