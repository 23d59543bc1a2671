package io.headwater.cache.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A client's replies on their way out: those of the turn, those that are held until what they depend on is safe, and those that it has not fetched. Replies leave in the
 * order of their commands. Owned by the writer thread.
 */
final class ClientOutput {
    private static final int MAX_HELD_BYTES = 1 << 20;

    private final SocketChannel channel;
    private final WriterLoop loop;
    private final TurnReplies turn = new TurnReplies();
    private final HeldReplies held = new HeldReplies();
    private long softLimitSinceMs = -1;

    ClientOutput(SocketChannel channel, WriterLoop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /** The replies of the turn. */
    TurnReplies turn() {
        return turn;
    }

    /** Whether no reply waits. */
    boolean holdsNothing() {
        return held.isEmpty();
    }

    /** Whether this client has replies enough to wait for, or all clients together have: then it is not read until they are out. */
    boolean holdsTooMuch(ClientLimits limits) {
        return held.bytes() > MAX_HELD_BYTES || (loop.heldBytes() > limits.maxHeldBytes() && !held.isEmpty());
    }

    /**
     * Sends the turn's replies, or holds them.
     *
     * @param refusal why errors go in the place of those that tell of the data; null, as a rule
     */
    void endTurn(Standing now, @Nullable Refusal refusal, long nowMs) {
        if (turn.size() > 0 && channel.isActive()) {
            long before = held.bytes();
            if (refusal == null) send(now, nowMs);
            else sendRefused(refusal, nowMs);
            loop.held(held.bytes() - before);
        }
        turn.clear();
    }

    private void send(Standing now, long nowMs) {
        int ready = held.isEmpty() ? turn.ready(now) : 0;
        if (ready > 0) channel.writeAndFlush(turn.front(channel.alloc(), ready), channel.voidPromise());
        if (ready < turn.size()) turn.holdFrom(ready, now, held, channel.alloc(), nowMs);
    }

    private void sendRefused(Refusal refusal, long nowMs) {
        ByteBuf out = turn.refused(channel.alloc(), refusal);
        if (held.isEmpty()) channel.writeAndFlush(out, channel.voidPromise());
        else held.add(out, 0, 0, HeldReplies.WHATEVER_HAPPENS, nowMs);
    }

    /**
     * Sends held replies that may leave, and errors for those that have waited for too long.
     *
     * @param latestMs replies held since then or before have waited for too long
     */
    void release(Standing now, long latestMs) {
        if (!channel.isActive()) {
            drop();
            return;
        }
        long before = held.bytes();
        boolean any = false;
        for (ByteBuf out = next(now, latestMs); out != null; out = next(now, latestMs)) {
            channel.write(out, channel.voidPromise());
            any = true;
        }
        if (any) channel.flush();
        loop.held(held.bytes() - before);
    }

    private @Nullable ByteBuf next(Standing now, long latestMs) {
        ByteBuf ready = held.takeReady(now);
        return ready != null ? ready : held.takeOverdue(now, latestMs, channel.alloc());
    }

    /**
     * Writes errors in the place of all held replies.
     *
     * @param late the error in the place of a reply that is still to come; null if none is
     */
    void refuse(Refusal why, byte @Nullable [] late) {
        long before = held.bytes();
        while (!held.isEmpty()) channel.write(held.takeRefused(why, channel.alloc()), channel.voidPromise());
        loop.held(held.bytes() - before);
        if (late != null) channel.write(Unpooled.wrappedBuffer(late), channel.voidPromise());
    }

    /** The client has gone. */
    void drop() {
        loop.held(-held.bytes());
        held.release();
    }

    /** Closes the connection once everything is out, unless replies are held: then again when they are not. An empty write is done when all before it are. */
    void closeWhenSent() {
        if (held.isEmpty()) channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
    }

    /** Bytes that were sent and that the client has not fetched. */
    long unfetchedBytes() {
        return channel.unsafe().outboundBuffer() == null ? 0 : channel.unsafe().outboundBuffer().totalPendingWriteBytes();
    }

    /** Whether the client leaves too much unfetched, or has for too long; to be asked each second. */
    boolean exceeds(OutputBounds bounds, long nowMs) {
        long unfetched = unfetchedBytes();
        boolean soft = bounds.softExceeded(unfetched);
        if (!soft) softLimitSinceMs = -1;
        else if (softLimitSinceMs < 0) softLimitSinceMs = nowMs;
        return bounds.hardExceeded(unfetched) || (soft && nowMs - softLimitSinceMs >= bounds.softSeconds() * 1000L);
    }
}
