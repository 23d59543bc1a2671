package io.headwater.cache.resp;

import io.headwater.schemas.HeadwaterException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;

/** How the writer thread reaches the network: the fastest way that this machine offers. The only place that knows the three of them. */
public enum Transport {
    /** Linux 5.14 and later, where it is not forbidden. */
    IO_URING,
    /** Linux. */
    EPOLL,
    /** Anywhere. */
    NIO;

    /** Names a transport to use instead of the fastest: {@code io_uring}, {@code epoll} or {@code nio}. */
    public static final String PROPERTY = "headwater.transport";

    /**
     * The transport that {@link #PROPERTY} names, or else the fastest that works here.
     *
     * @throws HeadwaterException if the named one does not exist or does not work here
     */
    public static Transport choose() {
        String wanted = System.getProperty(PROPERTY, "");
        if (!wanted.isEmpty()) return named(wanted);
        if (IO_URING.isAvailable()) return IO_URING;
        return EPOLL.isAvailable() ? EPOLL : NIO;
    }

    private static Transport named(String wanted) {
        for (Transport transport : values()) {
            if (!transport.toString().equals(wanted)) continue;
            if (transport.isAvailable()) return transport;
            throw new HeadwaterException(
                    "the transport " + wanted + " does not work on this machine",
                    "leave out -D" + PROPERTY + " to use what works",
                    HeadwaterException.EXIT_UNAVAILABLE);
        }
        throw new HeadwaterException(
                "there is no transport '" + wanted + "'",
                "-D" + PROPERTY + " takes io_uring, epoll or nio",
                HeadwaterException.EXIT_USAGE);
    }

    private boolean isAvailable() {
        return switch (this) {
            case IO_URING -> IoUring.isAvailable();
            case EPOLL -> Epoll.isAvailable();
            case NIO -> true;
        };
    }

    /** A group of one event loop. */
    EventLoopGroup newLoop(ThreadFactory threads) {
        IoHandlerFactory handlers = switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
        return new MultiThreadIoEventLoopGroup(1, threads, handlers);
    }

    Class<? extends ServerChannel> serverChannel() {
        return switch (this) {
            case IO_URING -> IoUringServerSocketChannel.class;
            case EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }

    Class<? extends SocketChannel> clientChannel() {
        return switch (this) {
            case IO_URING -> IoUringSocketChannel.class;
            case EPOLL -> EpollSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
