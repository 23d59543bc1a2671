package io.headwater.cache.node;

import io.headwater.cache.node.ShardLog.Leadership;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between the log's agent and the writer thread. The agent's thread waits when it is full; the writer thread never waits. Changes of the role
 * go through it too, so that a node leads, or follows again, behind every record that was handed over before.
 *
 * <pre>
 * agent's thread   -- record, advanced, ..., leading, released -->  queue  -- take -->  writer thread
 *                  -- deposed, failed -->  fault handler: at once, nothing that waits matters any more
 * </pre>
 */
final class LogIntake implements ShardLog.Events {
    /** Bytes of records that may wait. */
    private static final long MAX_BYTES = 16 << 20;
    /** More than comes while the writer thread does something else. */
    private static final long BACKLOG_BYTES = 1 << 20;

    /** What the agent said. */
    sealed interface Item {
        /** Whether it must not come in the middle of a turn. */
        default boolean changesRole() {
            return false;
        }

        /** Whether it can only be taken while the binlog has room. */
        default boolean takesSpace() {
            return false;
        }

        /** A record's bytes. */
        @SuppressWarnings("ArrayRecordComponent") // moved from one owner to the next, never compared
        record Payload(byte[] bytes, int offset, int length) implements Item {
            @Override
            public boolean takesSpace() {
                return true;
            }
        }

        /** Everything before it is the log's prefix that the note describes. */
        record Advanced(KafkaNote note) implements Item {}

        /** A record without entries, with its time. */
        record Alive(long timeMs) implements Item {}

        /** What the topic held at the start is through. */
        record CaughtUp() implements Item {}

        /** This node leads. */
        record Leading(Leadership leadership) implements Item {
            @Override
            public boolean changesRole() {
                return true;
            }
        }

        /** Another node leads. */
        record LedBy(String node, String address, long epoch) implements Item {}

        /** This node follows again. */
        record Released() implements Item {
            @Override
            public boolean changesRole() {
                return true;
            }
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Item> queue = new ArrayDeque<>();
    private final Runnable wakeWriter;
    private final Runnable committed;
    private final FaultHandler faults;
    private long bytes;
    /** Owned by the writer thread. */
    private boolean behind;

    private boolean woken;
    private boolean closed;

    /**
     * @param wakeWriter has the writer thread take what is there; from the agent's thread
     * @param committed the log holds more of what this node wrote; from the agent's thread
     */
    LogIntake(Runnable wakeWriter, Runnable committed, FaultHandler faults) {
        this.wakeWriter = wakeWriter;
        this.committed = committed;
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
    public void leading(Leadership leadership) {
        put(new Item.Leading(leadership), 0);
    }

    @Override
    public void ledBy(String node, String address, long epoch) {
        put(new Item.LedBy(node, address, epoch), 0);
    }

    @Override
    public void released() {
        put(new Item.Released(), 0);
    }

    @Override
    public void committed(long lsn) {
        committed.run();
    }

    @Override
    public void deposed(FilterState by, long lastValidLsn) {
        faults.logFailed(NodeRestart.deposed(by.node(), by.epoch(), lastValidLsn));
        close();
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
                behind = bytes > BACKLOG_BYTES;
                if (bytes <= MAX_BYTES / 2) room.signal();
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    /** Whether much more waited behind the record that was taken last; on the writer thread. */
    boolean isBehind() {
        return behind;
    }

    /** Takes nothing more, and lets the agent go on so that it can end. */
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
