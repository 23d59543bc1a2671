package io.headwater.it.harness.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port of this machine behind which stands another, with a network between them that can be made bad in each direction. Any thread. */
public final class TcpProxy implements AutoCloseable {
    private static final int CONNECT_MS = 2_000;

    private final ServerSocket listener;
    private final int target;
    private final Link toServer;
    private final Link toClient;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;

    private TcpProxy(ServerSocket listener, int target, Link toServer, Link toClient) {
        this.listener = listener;
        this.target = target;
        this.toServer = toServer;
        this.toClient = toClient;
    }

    /** A proxy with links of its own, on a free port. */
    public static TcpProxy to(int target) {
        return between(0, target, new Link(), new Link());
    }

    /**
     * A proxy that shares its links with others.
     *
     * @param port of the proxy; 0 for a free one
     */
    static TcpProxy between(int port, int target, Link toServer, Link toClient) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 128);
            TcpProxy proxy = new TcpProxy(listener, target, toServer, toClient);
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients connect. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The way of requests. */
    public Link toServer() {
        return toServer;
    }

    /** The way of replies. */
    public Link toClient() {
        return toClient;
    }

    /** Whether new connections are closed at once, as by a machine that lives without its server. */
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** Breaks all connections: both ends are told at once. */
    public void reset() {
        sockets.forEach(TcpProxy::abort);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                if (refusing) {
                    forget(client);
                } else {
                    Thread.ofVirtual().start(() -> connect(client));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            toServer.awaitOpen(); // a connection is made of packets too
            toClient.awaitOpen();
            sockets.add(server);
            server.connect(new InetSocketAddress("127.0.0.1", target), CONNECT_MS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException | InterruptedException unreachable) {
            forget(client);
            forget(server);
            return;
        }
        Runnable closeBoth = () -> {
            forget(client);
            forget(server);
        };
        new Pipe(client, server, toServer, closeBoth).start();
        new Pipe(server, client, toClient, closeBoth).start();
    }

    private void forget(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    private static void abort(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reset();
    }
}
