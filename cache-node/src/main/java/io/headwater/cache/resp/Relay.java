package io.headwater.cache.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One client's way to the node that serves it now: bytes from the client to the successor and back, until either closes. What one side does not fetch keeps the other
 * from being read. Owned by the writer thread, whose loop both channels are on.
 *
 * <pre>
 * WAITING -- connected, preamble and unread bytes sent --> GREETING -- the preamble's one reply --> PIPING -- either side closes --> CLOSED
 * </pre>
 */
// One channel after another, while connecting fails.
@Sharable
final class Relay extends ChannelInboundHandlerAdapter {
    private enum State {
        WAITING,
        GREETING,
        PIPING,
        CLOSED
    }

    /** What the successor says once it has taken the session over; everything behind it is for the client. */
    private static final byte[] GREETING = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel client;
    private final Runnable onClose;
    private ByteBuf toSend;
    private State state = State.WAITING;
    private int greeted;
    private boolean clientEnded;
    private @Nullable SocketChannel successor;
    private Runnable whenOver = () -> {};

    /**
     * @param preamble what rebuilds the client's session, ending in a command that is answered with {@code +OK}
     * @param unread what the client has sent and nobody has executed; owned by this from here on
     * @param onClose told once
     */
    Relay(SocketChannel client, byte[] preamble, ByteBuf unread, Runnable onClose) {
        this.client = client;
        this.toSend = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(preamble), unread);
        this.onClose = onClose;
    }

    /** What to do, once, when the successor serves the client, or never will. */
    void whenOver(Runnable task) {
        whenOver = task;
    }

    private void over() {
        Runnable task = whenOver;
        whenOver = () -> {};
        task.run();
    }

    /** Whether there is still a client to connect for. */
    boolean isWaiting() {
        return state == State.WAITING;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (state != State.WAITING) {
            context.close();
            return;
        }
        successor = (SocketChannel) context.channel();
        state = State.GREETING;
        successor.writeAndFlush(toSend, successor.voidPromise());
        toSend = Unpooled.EMPTY_BUFFER;
        if (clientEnded) endOutput(successor);
        if (!client.isWritable()) successor.config().setAutoRead(false);
        client.config().setAutoRead(successor.isWritable());
    }

    /** The client has sent something; the caller keeps its reference. */
    void fromClient(ByteBuf in) {
        switch (state) {
            case WAITING -> toSend = Unpooled.wrappedBuffer(toSend, in.retain());
            case GREETING, PIPING -> {
                if (successor == null) return;
                successor.writeAndFlush(in.retain(), successor.voidPromise());
                if (!successor.isWritable()) client.config().setAutoRead(false);
            }
            case CLOSED -> {}
        }
    }

    /** The client fetches what it is sent, or does not. */
    void clientWritable(boolean writable) {
        if (successor != null) successor.config().setAutoRead(writable);
    }

    /** The client has sent its last byte, and waits for replies. */
    void clientEnded() {
        clientEnded = true;
        if (successor != null) endOutput(successor);
    }

    private static void endOutput(SocketChannel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> channel.shutdownOutput());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (state == State.GREETING) greet(in);
        if (state != State.PIPING || !in.isReadable()) {
            in.release();
            return;
        }
        client.write(in, client.voidPromise());
        if (!client.isWritable()) context.channel().config().setAutoRead(false);
    }

    private void greet(ByteBuf in) {
        while (in.isReadable() && greeted < GREETING.length) {
            if (in.readByte() != GREETING[greeted++]) {
                close();
                return;
            }
        }
        if (greeted < GREETING.length) return;
        state = State.PIPING;
        over();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        client.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        client.config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (context.channel() == successor) close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close();
    }

    /** Ends both sides; the client first gets what the successor has sent. */
    void close() {
        if (state == State.CLOSED) return;
        state = State.CLOSED;
        toSend.release();
        toSend = Unpooled.EMPTY_BUFFER;
        Channel other = successor;
        if (other != null) other.close();
        client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        over();
        onClose.run();
    }
}
