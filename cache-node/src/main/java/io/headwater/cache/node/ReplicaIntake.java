package io.headwater.cache.node;

import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between a replica's feed and its writer thread. The feed's thread waits when it is full; the writer thread never waits.
 *
 * <pre>
 * feed thread   -- record, advanced, heartbeat, caughtUp -->  queue  -- take -->  writer thread
 * </pre>
 */
final class ReplicaIntake implements ReplicaFeed.Sink {
    /** Bytes of records that may wait. */
    private static final long MAX_BYTES = 16 << 20;

    /** What the feed said. */
    sealed interface Item {
        /** A record's bytes. */
        @SuppressWarnings("ArrayRecordComponent") // moved from one owner to the next, never compared
        record Payload(byte[] bytes, int offset, int length) implements Item {}

        /** Everything before it is the log's prefix that the note describes. */
        record Advanced(KafkaNote note) implements Item {}

        /** A record without entries, with its time. */
        record Alive(long timeMs) implements Item {}

        /** What the topic held at the start is through. */
        record CaughtUp() implements Item {}
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Item> queue = new ArrayDeque<>();
    private final Runnable wakeWriter;
    private final FaultHandler faults;
    private long bytes;
    private boolean woken;
    private boolean closed;

    /** @param wakeWriter has the writer thread take what is there; from the feed's thread */
    ReplicaIntake(Runnable wakeWriter, FaultHandler faults) {
        this.wakeWriter = wakeWriter;
        this.faults = faults;
    }

    @Override
    public void record(byte[] payload, int offset, int length) {
        put(new Item.Payload(payload, offset, length), length);
    }

    @Override
    public void advanced(KafkaNote note) {
        put(new Item.Advanced(note), 0);
    }

    @Override
    public void heartbeat(long timeMs) {
        put(new Item.Alive(timeMs), 0);
    }

    @Override
    public void caughtUp() {
        put(new Item.CaughtUp(), 0);
    }

    @Override
    public void failed(HeadwaterException reason) {
        faults.logFailed(reason);
    }

    private void put(Item item, int itemBytes) {
        boolean wake;
        lock.lock();
        try {
            while (bytes > MAX_BYTES && !closed) room.awaitUninterruptibly();
            if (closed) return;
            bytes += itemBytes;
            queue.add(item);
            wake = !woken;
            woken = true;
        } finally {
            lock.unlock();
        }
        if (wake) wakeWriter.run();
    }

    /** The oldest item, or null when there is none; the writer is woken again then. */
    @Nullable Item take() {
        lock.lock();
        try {
            Item item = queue.poll();
            if (item == null) woken = false;
            if (item instanceof Item.Payload payload) {
                bytes -= payload.length;
                if (bytes <= MAX_BYTES / 2) room.signal();
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more, and lets the feed go on so that it can end. */
    void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            room.signal();
        } finally {
            lock.unlock();
        }
    }
}
