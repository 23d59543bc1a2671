package io.headwater.cache.resp;

import io.headwater.cache.command.ClientSession;
import io.headwater.cache.command.CommandExecutor;
import io.headwater.cache.command.ReplyBuffer;
import io.headwater.cache.engine.Args;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@link WriterLoop} and {@link Connection} do, without network and thread, for simulations: a turn of commands, replies that leave, wait, or give way to errors. The
 * judgement of the replies is the production code's.
 */
public final class SteppedLoop {
    private final Turn turn;
    private final CommandExecutor executor;
    private final LongSupplier nowMs;
    private final int logTimeoutMs;
    private final Standing standing = new Standing();
    private final List<Client> active = new ArrayList<>();
    private final List<Client> holding = new ArrayList<>();

    /** @param nowMs how long replies have waited is measured by it */
    public SteppedLoop(Turn turn, CommandExecutor executor, LongSupplier nowMs, int logTimeoutMs) {
        this.turn = turn;
        this.executor = executor;
        this.nowMs = nowMs;
        this.logTimeoutMs = logTimeoutMs;
    }

    /** A connection; its replies go to {@code out}, whole, in order. */
    public final class Client {
        private final ClientSession session;
        private final Consumer<byte[]> out;
        private final TurnReplies replies = new TurnReplies();
        private final HeldReplies held = new HeldReplies();

        private Client(ClientSession session, Consumer<byte[]> out) {
            this.session = session;
            this.out = out;
        }

        private void send(ByteBuf bytes) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            bytes.release();
            if (copy.length > 0) {
                out.accept(copy);
            }
        }
    }

    /** A new connection. */
    public Client connect(ClientSession session, Consumer<byte[]> out) {
        return new Client(session, out);
    }

    /** Begins a turn. */
    public void begin() {
        turn.begin();
        standing.look(turn);
    }

    /** Executes one command of the turn. */
    public void execute(Client client, Args args) {
        ReplyBuffer reply = client.replies.buffer();
        int start = reply.size();
        boolean wrote = executor.execute(client.session, args, reply);
        client.replies.replied(
                start, executor.replyKind(), wrote, executor.levels().of(client.session), executor.dependsOnLsn(), standing);
        if (!active.contains(client)) {
            active.add(client);
        }
    }

    /** Ends the turn: replies leave or are held back. */
    public void end() {
        turn.end();
        standing.judge(turn);
        Refusal refusal = refusal();
        for (Client client : active) {
            if (client.replies.size() > 0) {
                if (refusal == null) {
                    release(client);
                } else {
                    client.send(client.replies.refused(UnpooledByteBufAllocator.DEFAULT, refusal));
                }
            }
            client.replies.clear();
        }
        active.clear();
        releaseReplies();
    }

    private void release(Client client) {
        int ready = client.held.isEmpty() ? client.replies.ready(standing) : 0;
        if (ready > 0) {
            client.send(client.replies.front(UnpooledByteBufAllocator.DEFAULT, ready));
        }
        if (ready < client.replies.size()) {
            client.replies.holdFrom(ready, standing, client.held, UnpooledByteBufAllocator.DEFAULT, nowMs.getAsLong());
            if (!holding.contains(client)) {
                holding.add(client);
            }
        }
    }

    private @Nullable Refusal refusal() {
        if (!turn.mayReply()) {
            return Refusal.STOPPED;
        }
        return standing.leads ? null : Refusal.NO_LEASE;
    }

    /** Lets go the replies whose wait is over. */
    public void releaseReplies() {
        if (holding.isEmpty()) {
            return;
        }
        standing.judge(turn);
        boolean stopped = !turn.mayReply();
        long latestMs = nowMs.getAsLong() - logTimeoutMs;
        for (Client client : List.copyOf(holding)) {
            for (ByteBuf next = next(client, stopped, latestMs); next != null; next = next(client, stopped, latestMs)) {
                client.send(next);
            }
        }
        holding.removeIf(client -> client.held.isEmpty());
    }

    /** The process is gone: replies that wait will never leave. */
    public void drop() {
        holding.forEach(client -> client.held.release());
        holding.clear();
    }

    private @Nullable ByteBuf next(Client client, boolean stopped, long latestMs) {
        if (client.held.isEmpty()) {
            return null;
        }
        if (stopped) {
            return client.held.takeRefused(Refusal.STOPPED, UnpooledByteBufAllocator.DEFAULT);
        }
        ByteBuf ready = client.held.takeReady(standing);
        return ready != null ? ready : client.held.takeOverdue(standing, latestMs, UnpooledByteBufAllocator.DEFAULT);
    }
}
