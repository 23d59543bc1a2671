package io.headwater.cache.resp;

import io.headwater.cache.command.ClientConnection;
import io.headwater.cache.command.ClientSession;
import io.headwater.cache.command.CommandExecutor;
import io.headwater.cache.command.LateReply;
import io.headwater.cache.command.ReplyBuffer;
import io.headwater.cache.command.ReplyKind;
import io.headwater.cache.engine.Args;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One client: turns its bytes into commands, and their replies into bytes. Owned by the writer thread.
 *
 * <p>While a reason in {@link #pauses} holds, nothing of the client is executed and, after what is already on its way, nothing is read: that is how it feels that it is
 * too fast for its own reading, for the disk, or for the binlog.
 */
final class Connection extends ChannelInboundHandlerAdapter implements ClientConnection {
    /** The client does not fetch its replies. */
    private static final int SLOW_READER = 1;
    /** Enough replies wait for the disk or the log. */
    private static final int REPLIES_HELD = 2;
    /** The reply to its last command comes later. */
    private static final int WAITING = 4;
    /** The binlog cannot take more. */
    private static final int BINLOG_FULL = 8;
    /** Enough replies for one turn: they are sent before more is executed. */
    private static final int TURN_FULL = 16;
    /** No further command will be executed. */
    private static final int ENDING = 32;
    /** Another node is about to serve the client, or does. */
    private static final int HELD = 64;

    private static final int MAX_TURN_REPLY_BYTES = 1 << 20;
    /** What a client that waits for a key may send ahead before it is not read any more. */
    private static final int MAX_BLOCKED_UNREAD_BYTES = 64 * 1024;

    private final RespServer server;
    private final WriterLoop loop;
    private final SocketChannel channel;
    private final ClientSession session;
    private final UnreadBytes unread;
    private final ClientOutput output;

    private int pauses;
    private boolean activeInTurn;
    private boolean holding;
    private boolean inputEnded;
    private long lastActiveMs;
    private @Nullable Relays relays;
    private @Nullable Relay relay;

    Connection(RespServer server, WriterLoop loop, SocketChannel channel) {
        this.server = server;
        this.loop = loop;
        this.channel = channel;
        this.output = new ClientOutput(channel, loop);
        this.unread = new UnreadBytes(server.limits().maxBulkBytes());
        this.lastActiveMs = server.nowMs();
        this.session = server.executor().server().sessions().open(this, lastActiveMs);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (relay != null) relay.fromClient(in);
            else if ((pauses & ENDING) == 0) receive(in);
        } finally {
            in.release();
        }
    }

    private void receive(ByteBuf in) {
        byte[] scratch = server.scratch();
        while (in.isReadable() && (pauses & ENDING) == 0) {
            if (!unread.isEmpty() || pauses != 0) {
                unread.append(in);
                executeUnread();
                checkQueryBuffer();
                readOrNot();
            } else {
                int length = Math.min(in.readableBytes(), scratch.length);
                in.readBytes(scratch, 0, length);
                RequestParser parser = server.parser();
                parser.wrap(scratch, 0, length);
                execute(parser);
                if (parser.unread() < length) unread.keep(scratch, parser.unread(), length);
            }
        }
    }

    private void checkQueryBuffer() {
        if (unread.size() <= server.limits().queryBufferBytes()) return;
        server.log("closing a client whose request exceeds client-query-buffer-limit", this);
        kill();
    }

    /** Goes on with what was read before. */
    private void executeUnread() {
        if (pauses != 0 || unread.isEmpty()) return;
        execute(unread.parser());
        unread.consumed();
    }

    private void execute(RequestParser parser) {
        activate();
        lastActiveMs = server.nowMs();
        while (pauses == 0) {
            switch (parser.next()) {
                case REQUEST -> execute(parser.args());
                case INCOMPLETE -> {
                    return;
                }
                case BROKEN -> {
                    output.turn().error(new String(parser.error(), StandardCharsets.ISO_8859_1));
                    pause(ENDING);
                }
            }
        }
    }

    private void execute(Args args) {
        if (args.count() == 0) return;
        CommandExecutor executor = server.executor();
        TurnReplies replies = output.turn();
        ReplyBuffer reply = replies.buffer();
        int start = reply.size();
        try {
            boolean wrote = executor.execute(session, args, reply);
            replies.replied(start, executor.replyKind(), wrote, executor.levels().of(session), executor.dependsOnLsn(), loop.standing());
        } catch (RuntimeException | Error unforeseen) {
            reply.truncate(start);
            pause(ENDING);
            loop.failed(unforeseen);
            return;
        }
        if (session.isWaiting()) pause(WAITING);
        if (session.isBlocked() && inputEnded) kill();
        if (session.closeAfterReply()) pause(ENDING);
        if (replies.size() > MAX_TURN_REPLY_BYTES) pause(TURN_FULL);
    }

    private void activate() {
        if (activeInTurn) return;
        activeInTurn = true;
        loop.openTurn();
        loop.activate(this);
    }

    private void pause(int reason) {
        pauses |= reason;
        readOrNot();
    }

    private void resume(int reason) {
        if ((pauses & reason) == 0) return;
        pauses &= ~reason;
        if (pauses == 0) {
            executeUnread();
            endAfterInput();
        }
        readOrNot();
    }

    /** One that waits for a key is read on, within bounds: only so is it noticed that it has gone, and that nothing should be taken for it any more. */
    private void readOrNot() {
        if (relay != null) return;
        boolean reads = pauses == 0 || (pauses == WAITING && session.isBlocked() && unread.size() <= MAX_BLOCKED_UNREAD_BYTES);
        if (channel.config().isAutoRead() != reads) channel.config().setAutoRead(reads);
    }

    /** The binlog has no room: executes nothing more. */
    void pauseForBinlog() {
        pause(BINLOG_FULL);
    }

    /** The binlog has room again. */
    void resumeFromBinlog() {
        resume(BINLOG_FULL);
    }

    /**
     * Sends the turn's replies, or holds them back.
     *
     * @param refusal why errors go in the place of those that tell of the data; null, as a rule
     */
    void endTurn(Standing now, @Nullable Refusal refusal) {
        activeInTurn = false;
        output.endTurn(now, refusal, server.nowMs());
        waitForHeld();
        if (refusal == Refusal.STOPPED) halt();
        else if ((pauses & ENDING) != 0) output.closeWhenSent();
        // A subscriber's output grows without its doing: not only each second, as that of the others.
        if (isSubscriber() && server.limits().subscriberOutput().hardExceeded(output.unfetchedBytes())) kill();
        resume(TURN_FULL);
        relayIfReady();
    }

    @Override
    public @Nullable ReplyBuffer outbox() {
        if ((pauses & ENDING) != 0 || !channel.isActive()) return null;
        activate();
        return output.turn().buffer();
    }

    private void waitForHeld() {
        if (output.holdsNothing()) return;
        if (!holding) {
            holding = true;
            loop.hold(this);
        }
        if (output.holdsTooMuch(server.limits())) pause(REPLIES_HELD);
    }

    /**
     * Sends held replies that may leave, and errors for those that have waited for too long; whether more are held.
     *
     * @param latestMs replies held since then or before have waited for too long
     */
    boolean releaseReplies(Standing now, long latestMs) {
        output.release(now, latestMs);
        holding = !output.holdsNothing();
        if (!holding && (pauses & ENDING) != 0) output.closeWhenSent();
        if (!output.holdsTooMuch(server.limits())) resume(REPLIES_HELD);
        relayIfReady();
        return holding;
    }

    /** The node stops, has failed or was replaced: executes nothing more, sends errors in the place of held replies and closes once everything is out. */
    void halt() {
        pause(ENDING);
        output.refuse(Refusal.STOPPED, insteadOfLateReply());
        // A turn that is open has replies of its own, and comes back here.
        if (!activeInTurn) output.closeWhenSent();
    }

    private byte @Nullable [] insteadOfLateReply() {
        ReplyKind kind = session.isWaiting() ? session.waitingFor() : null;
        if (kind == null) return null;
        return session.isBlocked() ? Refusal.UNBLOCKED : Refusal.STOPPED.insteadOf(kind);
    }

    /** Executes nothing more until {@link #letGo} or {@link #relay}. */
    void hold() {
        session.leaving(true);
        pause(HELD);
    }

    /** Goes on after {@link #hold}. */
    void letGo() {
        if (relays != null) return;
        session.leaving(false);
        if (session.isBlocked()) {
            activate();
            server.executor().blocked().stays(session);
        }
        resume(HELD);
    }

    /** Another node serves this client from here on, as soon as all its replies are out. */
    void relay(Relays way) {
        if (relays != null || (pauses & ENDING) != 0) return;
        hold();
        relays = way;
        relayIfReady();
    }

    boolean isSubscriber() {
        return session.subscriptionCount() > 0;
    }

    private void relayIfReady() {
        if (relays == null || relay != null || activeInTurn || !output.holdsNothing() || (pauses & ENDING) != 0) return;
        // A reply that is still to come is waited for, but for what the successor can wait for as well.
        if ((pauses & WAITING) != 0 && !server.executor().canWaitElsewhere(session)) return;
        boolean subscriber = isSubscriber();
        byte[] preamble = server.executor().handOver(session);
        relay = new Relay(channel, preamble, unread.take(channel.alloc()), relays.onEnd());
        server.relayed();
        if (inputEnded) relay.clientEnded();
        if (subscriber) relays.startSubscriber(relay);
        else relays.start(relay);
    }

    @Override
    public void resume(LateReply reply) {
        // Not from within the caller's own command: this client's next ones would run inside of it. Until then none may run.
        pause(WAITING);
        loop.execute(() -> {
            if (!channel.isActive()) return;
            // A turn like any other: who may not answer by now does not answer late either.
            activate();
            output.turn().late(reply, server.executor().levels().of(session), loop.standing());
            resume(WAITING);
            relayIfReady();
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent)) return;
        inputEnded = true;
        if (relay != null) relay.clientEnded();
        // As Redis: what it waits for must not be taken for somebody who may have gone.
        else if (session.isBlocked()) kill();
        else endAfterInput();
    }

    /** A client that has sent its last byte still gets its replies. */
    private void endAfterInput() {
        if (!inputEnded || pauses != 0) return;
        activate();
        pause(ENDING);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (relay != null) relay.clientWritable(channel.isWritable());
        else if (channel.isWritable()) resume(SLOW_READER);
        else pause(SLOW_READER);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        pauses |= ENDING;
        output.drop();
        if (relay != null) relay.close();
        server.gone(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        channel.close();
        // A reset by the peer, as a rule. Anything else is not this client's fault alone.
        if (!(cause instanceof IOException)) loop.failed(cause);
    }

    /** Called each second: closes the connection if it exceeds a limit of time. */
    void checkLimits(long nowMs, ClientLimits limits) {
        if (relay != null) return;
        boolean subscriber = isSubscriber();
        OutputBounds bounds = subscriber ? limits.subscriberOutput() : limits.output();
        boolean idle = limits.idleSeconds() > 0
                && nowMs - lastActiveMs > limits.idleSeconds() * 1000L
                && (pauses & WAITING) == 0
                && !subscriber;
        if (output.exceeds(bounds, nowMs) || idle) kill();
    }

    ClientSession session() {
        return session;
    }

    @Override
    public String remoteAddress() {
        return text(channel.remoteAddress());
    }

    @Override
    public String localAddress() {
        return text(channel.localAddress());
    }

    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() + ":" + inet.getPort() : "?:0";
    }

    @Override
    public void kill() {
        pauses |= ENDING;
        channel.close();
    }
}
