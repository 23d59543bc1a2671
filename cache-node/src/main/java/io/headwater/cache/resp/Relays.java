package io.headwater.cache.resp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relays to one successor: connects to it for each client, a bounded number at a time so that its backlog holds them all. A client for whom no connection can be had
 * within a second is closed, as if its server had gone. Subscribers go first: the others wait until those have arrived, for a moment at most. Owned by the writer thread.
 */
final class Relays {
    private static final Logger LOG = LoggerFactory.getLogger(Relays.class);
    private static final int MAX_CONNECTING = 128;
    private static final int CONNECT_TIMEOUT_MS = 1000;
    private static final long RETRY_MS = 5;
    private static final long SUBSCRIBERS_FIRST_MS = 50;
    private static final long GIVE_UP_NANOS = 1_000_000_000;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final WriterLoop loop;
    private final InetSocketAddress successor;
    private final Runnable onEnd;
    private final ArrayDeque<Relay> waiting = new ArrayDeque<>();
    private final long giveUpAtNanos = System.nanoTime() + GIVE_UP_NANOS;
    private int connecting;
    private int subscribersOnTheirWay;
    private boolean waitsForSubscribers = true;

    /** @param onEnd told when the way of a client has ended */
    Relays(WriterLoop loop, InetSocketAddress successor, Runnable onEnd) {
        this.loop = loop;
        this.successor = successor;
        this.onEnd = onEnd;
        var unused = loop.eventLoop().schedule(this::goOn, SUBSCRIBERS_FIRST_MS, TimeUnit.MILLISECONDS);
    }

    private void goOn() {
        waitsForSubscribers = false;
        connectNext();
    }

    /** Connects for a client that has subscribed to something. */
    void startSubscriber(Relay relay) {
        subscribersOnTheirWay++;
        relay.whenOver(() -> {
            if (--subscribersOnTheirWay == 0) connectNext();
        });
        connect(relay);
    }

    /** Told when the way of a client has ended. */
    Runnable onEnd() {
        return onEnd;
    }

    /** Connects for a client, now or when others are connected. */
    void start(Relay relay) {
        waiting.add(relay);
        connectNext();
    }

    private void connectNext() {
        if (waitsForSubscribers && subscribersOnTheirWay > 0) return;
        while (connecting < MAX_CONNECTING && !waiting.isEmpty()) connect(waiting.remove());
    }

    private void connect(Relay relay) {
        if (!relay.isWaiting()) return;
        connecting++;
        bootstrap(relay).connect(successor).addListener((ChannelFuture connected) -> {
            connecting--;
            if (!connected.isSuccess()) failed(relay, connected.cause());
            connectNext();
        });
    }

    private Bootstrap bootstrap(Relay relay) {
        return new Bootstrap()
                .group(loop.eventLoop())
                .channel(loop.transport().clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(relay);
                    }
                });
    }

    private void failed(Relay relay, Throwable cause) {
        if (System.nanoTime() - giveUpAtNanos < 0) {
            var unused = loop.eventLoop().schedule(() -> connect(relay), RETRY_MS, TimeUnit.MILLISECONDS);
            return;
        }
        LOG.warn("closing a client that could not be relayed to {}: {}", successor, cause.getMessage());
        relay.close();
    }
}
