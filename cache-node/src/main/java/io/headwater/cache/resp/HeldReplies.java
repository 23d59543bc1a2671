package io.headwater.cache.resp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/** A connection's replies that wait for their writes to be safe, oldest first. Owned by the writer thread. */
final class HeldReplies {
    private record Held(ByteBuf reply, long lsn) {}

    private final ArrayDeque<Held> queue = new ArrayDeque<>(4);
    private long bytes;

    boolean isEmpty() {
        return queue.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    /** The lsn that the newest reply waits for; 0 when there is none. */
    long newestLsn() {
        Held newest = queue.peekLast();
        return newest == null ? 0 : newest.lsn;
    }

    void add(ByteBuf reply, long lsn) {
        bytes += reply.readableBytes();
        queue.add(new Held(reply, lsn));
    }

    /** Whether the oldest reply may leave. */
    boolean isReady(long safeLsn) {
        Held oldest = queue.peek();
        return oldest != null && oldest.lsn <= safeLsn;
    }

    /** Takes the oldest reply; its bytes count no longer. */
    ByteBuf take() {
        ByteBuf reply = queue.remove().reply;
        bytes -= reply.readableBytes();
        return reply;
    }

    void release() {
        for (Held held : queue) held.reply.release();
        queue.clear();
        bytes = 0;
    }
}
