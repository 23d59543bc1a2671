package io.headwater.cache.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients whose reply waits for the disk, the log or other nodes to come so far, or for a timeout. There are few of them, and each look at them is a walk over all.
 * A client that another node is about to serve gets no answer here: its wait goes along with it. Owned by the writer thread.
 */
public final class Waiters {
    /** Nobody, ever. */
    public static final Waiters NOBODY = new Waiters(() -> 0);

    private static final long NANOS_PER_MS = 1_000_000;

    /**
     * One waiting client.
     *
     * @param untilNanos on the scale of the clock; meaningless if {@code forever}
     */
    private record Waiter(
            ClientSession session,
            PendingReply reply,
            BooleanSupplier isOver,
            Consumer<ReplyBuffer> answer,
            boolean forever,
            long untilNanos,
            boolean needsDisk,
            LongFunction<List<String>> elsewhere) {}

    private final LongSupplier nanoTime;
    private final List<Waiter> waiters = new ArrayList<>();
    private volatile boolean any;
    private int needingDisk;

    Waiters(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Lets the client wait until {@code isOver}, or the timeout.
     *
     * @param timeoutMs 0: for ever
     * @param needsDisk whether the disk must be synced for it
     * @param elsewhere the command by which another node would go on with the wait, given the timeout that is left
     * @param answer writes the reply; what it finds then decides, not why it was asked. May throw {@link CommandError}
     */
    void add(
            ClientSession session,
            PendingReply reply,
            BooleanSupplier isOver,
            long timeoutMs,
            boolean needsDisk,
            LongFunction<List<String>> elsewhere,
            Consumer<ReplyBuffer> answer) {
        long until = nanoTime.getAsLong() + Math.min(timeoutMs, Long.MAX_VALUE / 4 / NANOS_PER_MS) * NANOS_PER_MS;
        waiters.add(new Waiter(session, reply, isOver, answer, timeoutMs == 0, until, needsDisk, elsewhere));
        if (needsDisk) needingDisk++;
        any = true;
    }

    /** Answers those whose wait is over. */
    public void check() {
        if (waiters.isEmpty()) return;
        long now = nanoTime.getAsLong();
        List<Waiter> over = new ArrayList<>();
        for (Waiter waiter : waiters) {
            if (waiter.session.leaving) continue;
            if (waiter.isOver.getAsBoolean() || (!waiter.forever && now - waiter.untilNanos >= 0)) over.add(waiter);
        }
        for (Waiter waiter : over) {
            remove(waiter);
            waiter.reply.complete(reply -> answer(waiter, reply));
        }
    }

    private static void answer(Waiter waiter, ReplyBuffer reply) {
        try {
            waiter.answer.accept(reply);
        } catch (CommandError error) {
            reply.error(error);
        }
    }

    /** The command by which another node goes on with the client's wait, which is {@linkplain #forget forgotten} here; null if it does not wait. */
    @Nullable List<String> commandElsewhere(ClientSession session) {
        for (Waiter waiter : waiters) {
            if (waiter.session != session) continue;
            long leftMs = (waiter.untilNanos - nanoTime.getAsLong()) / NANOS_PER_MS;
            return waiter.elsewhere.apply(waiter.forever ? 0 : Math.max(1, leftMs));
        }
        return null;
    }

    /** Ends a client's wait by an operator's word, as by its timeout or with an error; false if it does not wait. */
    boolean unblock(ClientSession session, boolean withError) {
        for (Waiter waiter : waiters) {
            if (waiter.session != session) continue;
            remove(waiter);
            waiter.reply.complete(reply -> {
                if (withError) reply.error(BlockedClients.UNBLOCKED);
                else answer(waiter, reply);
            });
            return true;
        }
        return false;
    }

    /** Whether the client waits. */
    public boolean holds(ClientSession session) {
        return any && waiters.stream().anyMatch(waiter -> waiter.session == session);
    }

    /** The client has gone. */
    void forget(ClientSession session) {
        if (!any) return;
        for (Waiter waiter : List.copyOf(waiters)) {
            if (waiter.session == session) remove(waiter);
        }
    }

    private void remove(Waiter waiter) {
        waiters.remove(waiter);
        if (waiter.needsDisk) needingDisk--;
        any = !waiters.isEmpty();
    }

    /** Whether anybody waits. From any thread. */
    public boolean any() {
        return any;
    }

    /** Whether anybody waits for the disk. */
    boolean needDisk() {
        return needingDisk > 0;
    }
}
