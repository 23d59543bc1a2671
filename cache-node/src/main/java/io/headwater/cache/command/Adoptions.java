package io.headwater.cache.command;

import java.util.ArrayDeque;

/**
 * Clients that another node hands over to this one, which does not lead yet: the news of its claim reaches the other before it reaches itself. They wait until it leads,
 * or for a second. Owned by the writer thread.
 */
final class Adoptions {
    private static final long MAX_WAIT_NANOS = 1_000_000_000;

    private record Waiting(PendingReply pending, long sinceNanos) {}

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    /** Has the client wait; it is told nothing at the end of it. */
    void add(PendingReply pending) {
        waiting.add(new Waiting(pending, System.nanoTime()));
    }

    /** Lets clients go on: all of them if the node leads, else those that have waited for too long. */
    void check(boolean leads) {
        long now = System.nanoTime();
        while (!waiting.isEmpty() && (leads || now - waiting.element().sinceNanos > MAX_WAIT_NANOS)) {
            waiting.remove().pending.complete(reply -> {});
        }
    }
}
