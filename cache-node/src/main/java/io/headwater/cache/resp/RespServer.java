package io.headwater.cache.resp;

import io.headwater.cache.command.CommandExecutor;
import io.headwater.schemas.HeadwaterException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves RESP 2 and 3 on TCP: accepts clients and hands their requests to the command executor, all on the {@link WriterLoop}'s thread.
 *
 * <p>Everything but {@link #bind} and {@link #close} is called on that thread.
 */
public final class RespServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RespServer.class);
    private static final int SCRATCH_BYTES = 64 * 1024;
    private static final int LOW_WATER_BYTES = 256 * 1024;
    private static final int HIGH_WATER_BYTES = 1024 * 1024;
    private static final int CHECK_PERIOD_MS = 1000;
    /** How often replies that wait for a lease, or for too long, are looked at; what they wait for in the log and on disk comes by itself. */
    private static final int REPLY_CHECK_PERIOD_MS = 20;
    private static final long CLOSE_TIMEOUT_NANOS = 1_000_000_000;
    private static final long CLOSE_POLL_NANOS = 1_000_000;
    private static final byte[] TOO_MANY = "-ERR max number of clients reached\r\n".getBytes(StandardCharsets.US_ASCII);

    private final WriterLoop loop;
    private final CommandExecutor executor;
    private final LongSupplier nowMs;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private final List<Channel> listeners = new ArrayList<>();
    /** Where bytes lie while they are parsed and executed; one for all clients, since one is served at a time. */
    private final byte[] scratch = new byte[SCRATCH_BYTES];

    private ClientLimits limits;
    private RequestParser parser;
    private boolean binlogFull;
    private boolean held;
    private int relayed;
    private volatile boolean gone;
    private long refused;

    /** @param nowMs the turn's time in ms of the shard clock */
    public RespServer(WriterLoop loop, CommandExecutor executor, ClientLimits limits, LongSupplier nowMs) {
        this.loop = loop;
        this.executor = executor;
        this.limits = limits;
        this.nowMs = nowMs;
        this.parser = new RequestParser(limits.maxBulkBytes());
        loop.alsoWake(executor.waiters());
        executor.blocked().alarm(delayNanos -> loop.after(executor.blocked()::check, delayNanos));
        loop.overdueSince(() -> nowMs() - this.limits.logTimeoutMs());
    }

    /**
     * Listens on every address; returns when clients can connect.
     *
     * @param backlog connections that the kernel may hold for us
     * @throws HeadwaterException if an address cannot be had
     */
    public void bind(List<String> hosts, int port, int backlog) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop.eventLoop())
                .channel(loop.serverChannel())
                .option(ChannelOption.SO_BACKLOG, backlog)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accepted(channel);
                    }
                });
        for (String host : hosts) listeners.add(listen(bootstrap, host, port));
        var unusedLimits = loop.repeat(this::checkLimits, CHECK_PERIOD_MS);
        var unusedReplies = loop.repeat(loop::releaseReplies, REPLY_CHECK_PERIOD_MS);
    }

    private static Channel listen(ServerBootstrap bootstrap, String host, int port) {
        InetSocketAddress address = host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new HeadwaterException("cannot listen on '" + host + "': no such address", "check 'bind'", HeadwaterException.EXIT_USAGE);
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (bound.isSuccess()) return bound.channel();
        throw ListenAddress.failure(host, port, bound.cause());
    }

    private void accepted(SocketChannel channel) {
        if (connections.size() >= limits.maxClients()) {
            refused++;
            channel.writeAndFlush(channel.alloc().buffer().writeBytes(TOO_MANY)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        Keepalive.set(channel, limits.keepaliveSeconds());
        Connection connection = new Connection(this, loop, channel);
        connections.add(connection);
        channel.pipeline().addLast(connection);
        if (binlogFull) connection.pauseForBinlog();
        if (held) connection.hold();
    }

    void gone(Connection connection) {
        if (connections.remove(connection)) executor.closed(connection.session());
    }

    private void checkLimits() {
        long now = nowMs.getAsLong();
        for (Connection connection : List.copyOf(connections)) connection.checkLimits(now, limits);
    }

    /** Executes nothing more for clients until {@link #resumeClients}: the binlog has no room. */
    public void pauseClients() {
        if (binlogFull) return;
        binlogFull = true;
        for (Connection connection : connections) connection.pauseForBinlog();
    }

    /** Goes on after {@link #pauseClients}. */
    public void resumeClients() {
        if (!binlogFull) return;
        binlogFull = false;
        // Resuming may pause again, and lets connections come and go.
        for (Connection connection : List.copyOf(connections)) {
            if (!binlogFull) connection.resumeFromBinlog();
        }
        if (binlogFull) {
            for (Connection connection : connections) connection.pauseForBinlog();
        }
    }

    /** Executes nothing more for clients, those that come later among them, until {@link #letGo} or {@link #relayTo}: another node is about to take over. */
    public void hold() {
        held = true;
        for (Connection connection : connections) connection.hold();
    }

    /** Goes on after {@link #hold}. */
    public void letGo() {
        held = false;
        for (Connection connection : List.copyOf(connections)) connection.letGo();
    }

    /**
     * Has another node serve all clients that are connected now, each over this one until it closes; those that come later are served here. Subscribers go first, so
     * that they are there for what the others publish.
     */
    public void relayTo(String host, int port) {
        Relays relays = new Relays(loop, new InetSocketAddress(host, port), () -> relayed--);
        held = false;
        List<Connection> all = List.copyOf(connections);
        for (Connection connection : all) if (connection.isSubscriber()) connection.relay(relays);
        for (Connection connection : all) connection.relay(relays);
    }

    void relayed() {
        relayed++;
    }

    /** Clients that another node serves over this one. */
    public int relayedClients() {
        return relayed;
    }

    /** Changes the limits; the longest argument stays that of the start for connections that exist. */
    public void limits(ClientLimits changed) {
        limits = changed;
        parser = new RequestParser(changed.maxBulkBytes());
    }

    ClientLimits limits() {
        return limits;
    }

    /** Connections refused because there were too many. */
    public long refused() {
        return refused;
    }

    CommandExecutor executor() {
        return executor;
    }

    byte[] scratch() {
        return scratch;
    }

    RequestParser parser() {
        return parser;
    }

    long nowMs() {
        return nowMs.getAsLong();
    }

    void log(String what, Connection who) {
        LOG.warn("{}: {}", what, who.remoteAddress());
    }

    /** Stops listening; clients stay connected. From any thread; returns when it is done. */
    public void stopListening() {
        for (Channel listener : listeners) listener.close().awaitUninterruptibly();
    }

    /** Closes every connection once the replies that may be sent are out, or after a second. Not on the writer thread. */
    @Override
    public void close() {
        stopListening();
        loop.await(loop::releaseReplies);
        loop.await(this::halt);
        long deadline = System.nanoTime() + CLOSE_TIMEOUT_NANOS;
        while (!gone && System.nanoTime() < deadline) {
            loop.await(() -> gone = connections.isEmpty());
            LockSupport.parkNanos(this, CLOSE_POLL_NANOS);
        }
        kill();
    }

    /** Closes every connection at once, with an error for each reply that is held. Not on the writer thread. */
    public void kill() {
        stopListening();
        loop.await(this::halt);
    }

    private void halt() {
        for (Connection connection : List.copyOf(connections)) connection.halt();
    }
}
