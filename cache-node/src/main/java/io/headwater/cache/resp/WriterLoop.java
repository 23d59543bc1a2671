package io.headwater.cache.resp;

import io.headwater.cache.command.Waiters;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The writer thread of a shard: one event loop that reads requests, executes them and writes replies, and that everything else which touches the keyspace runs on.
 *
 * <p>What one round of the loop brings in is a turn. It opens with the first work of the round ({@link #openTurn}) and ends by a task that the loop runs when all
 * channels of the round were read; then the turn's writes become one batch, and only then its replies leave.
 */
public final class WriterLoop {
    private static final long QUIET_MS = 0;
    private static final long STOP_TIMEOUT_MS = 5_000;

    private final Transport transport;
    private final EventLoopGroup group;
    private final IoEventLoop loop;
    private final Runnable endTurn = this::endTurn;
    private final Turn turn;

    /** Connections that have executed commands in this turn; swapped with the other at its end, since replies may lead to new commands. */
    private List<Connection> active = new ArrayList<>();
    private List<Connection> ended = new ArrayList<>();
    /** Connections with replies that wait for the disk or the log. */
    private final List<Connection> holding = new ArrayList<>();

    private final Standing standing = new Standing();
    private long heldBytes;
    private volatile boolean holds;
    private volatile Waiters waiters = Waiters.NOBODY;
    private LongSupplier overdueSinceMs = () -> Long.MIN_VALUE;

    private boolean open;

    /** Starts the thread {@code headwater-writer-<shard>}. */
    public WriterLoop(int shard, Transport transport, Turn turn) {
        this.transport = transport;
        this.turn = turn;
        group = transport.newLoop(new DefaultThreadFactory("headwater-writer-" + shard) {
            @Override
            protected Thread newThread(Runnable body, String name) {
                // The factory numbers its threads; this one is alone and named by its role.
                return super.newThread(body, "headwater-writer-" + shard);
            }
        });
        loop = (IoEventLoop) group.next();
    }

    /** Runs a task on the writer thread; from any thread. One that writes must {@link #openTurn} first. */
    public void execute(Runnable task) {
        loop.execute(() -> guarded(task));
    }

    /** Runs a task on the writer thread and returns when it has run; not on that thread. */
    public void await(Runnable task) {
        loop.submit(() -> guarded(task)).awaitUninterruptibly(STOP_TIMEOUT_MS);
    }

    /** Runs a task on the writer thread once {@code delayNanos} have passed. */
    void after(Runnable task, long delayNanos) {
        var unusedTimer = loop.schedule(() -> guarded(task), delayNanos, TimeUnit.NANOSECONDS);
    }

    /** Runs a task on the writer thread again and again, {@code periodMs} after its last end. */
    public ScheduledFuture<?> repeat(Runnable task, long periodMs) {
        return loop.scheduleWithFixedDelay(() -> guarded(task), periodMs, periodMs, TimeUnit.MILLISECONDS);
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            turn.failed(failure);
        }
    }

    /** Begins a turn unless one is open; it ends by itself. */
    public void openTurn() {
        if (open) return;
        open = true;
        turn.begin();
        standing.look(turn);
        loop.execute(endTurn);
    }

    /** Whether a turn is open; on the writer thread. What is executed next runs behind its end. */
    public boolean isTurnOpen() {
        return open;
    }

    private void endTurn() {
        open = false;
        List<Connection> done = active;
        active = ended;
        ended = done;
        boolean held = holds;
        guarded(turn::end);
        standing.judge(turn);
        Refusal refusal = refusal();
        for (int i = 0; i < done.size(); i++) {
            try {
                done.get(i).endTurn(standing, refusal);
            } catch (Throwable failure) {
                turn.failed(failure);
            }
        }
        done.clear();
        // What the first held reply waits for may have come to pass before anybody could see that one is held.
        if (!held && holds) releaseReplies();
    }

    private @Nullable Refusal refusal() {
        if (!turn.mayReply()) return Refusal.STOPPED;
        return standing.leads ? null : Refusal.NO_LEASE;
    }

    /** Lets go the replies whose wait is over, because more of the binlog is safe, or because it took too long. */
    public void releaseReplies() {
        if (!holding.isEmpty()) releaseHeld();
        waiters.check();
    }

    private void releaseHeld() {
        standing.judge(turn);
        boolean stopped = !turn.mayReply();
        long latestMs = overdueSinceMs.getAsLong();
        // In place: a connection leaves the list when it holds nothing any more.
        int kept = 0;
        for (int i = 0; i < holding.size(); i++) {
            Connection connection = holding.get(i);
            if (stopped) connection.halt();
            else if (connection.releaseReplies(standing, latestMs)) holding.set(kept++, connection);
        }
        holding.subList(kept, holding.size()).clear();
        holds = kept > 0;
    }

    /** Whether any reply waits: if not, nobody needs to be told that more of the binlog is safe. From any thread. */
    public boolean holdsReplies() {
        return holds || waiters.any();
    }

    /** Who waits beside the connections whose replies are held. */
    void alsoWake(Waiters others) {
        waiters = others;
    }

    /** Since when a reply must have been held to have waited for too long, on the scale of the server's clock. */
    void overdueSince(LongSupplier sinceMs) {
        overdueSinceMs = sinceMs;
    }

    /** How safe the node's writes were when it was last looked at: at the turn's begin, while commands run. */
    Standing standing() {
        return standing;
    }

    /** So many bytes more are held. */
    void held(long moreBytes) {
        heldBytes += moreBytes;
    }

    /** Bytes of the replies that all connections hold. */
    long heldBytes() {
        return heldBytes;
    }

    void activate(Connection connection) {
        active.add(connection);
    }

    void hold(Connection connection) {
        holding.add(connection);
        holds = true;
    }

    /** A command of a client threw what no command should. */
    void failed(Throwable cause) {
        turn.failed(cause);
    }

    Transport transport() {
        return transport;
    }

    Class<? extends ServerChannel> serverChannel() {
        return transport.serverChannel();
    }

    IoEventLoop eventLoop() {
        return loop;
    }

    /** Ends the thread once its queue is empty; from another thread. Returns when it has ended, or after 5 s. */
    public void stop() {
        group.shutdownGracefully(QUIET_MS, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_TIMEOUT_MS);
    }
}
