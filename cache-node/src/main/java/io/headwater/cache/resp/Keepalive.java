package io.headwater.cache.resp;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringSocketChannel;
import jdk.net.ExtendedSocketOptions;

/** TCP's probes of silent peers, as Redis sets them: first after the interval, then three at a third of it. */
final class Keepalive {
    private static final int PROBES = 3;

    private Keepalive() {}

    static void set(SocketChannel channel, int seconds) {
        if (seconds == 0) return;
        int interval = Math.max(1, seconds / PROBES);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        switch (channel) {
            case IoUringSocketChannel uring -> {
                uring.config().setOption(IoUringChannelOption.TCP_KEEPIDLE, seconds);
                uring.config().setOption(IoUringChannelOption.TCP_KEEPINTVL, interval);
                uring.config().setOption(IoUringChannelOption.TCP_KEEPCNT, PROBES);
            }
            case EpollSocketChannel epoll -> {
                epoll.config().setOption(EpollChannelOption.TCP_KEEPIDLE, seconds);
                epoll.config().setOption(EpollChannelOption.TCP_KEEPINTVL, interval);
                epoll.config().setOption(EpollChannelOption.TCP_KEEPCNT, PROBES);
            }
            case NioSocketChannel nio -> {
                nio.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), seconds);
                nio.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), interval);
                nio.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES);
            }
            default -> {}
        }
    }
}
