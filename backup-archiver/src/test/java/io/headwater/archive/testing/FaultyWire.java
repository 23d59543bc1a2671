package io.headwater.archive.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A port in front of an HTTP server; the next connections through it may meet faults. Any thread. */
public final class FaultyWire implements AutoCloseable {
    /** What can happen to a connection. */
    public enum Fault {
        /** The server's answer is 503 before it has seen the request. */
        UNAVAILABLE,
        /** The server's answer is 500. */
        BROKEN,
        /** The request arrives and is carried out; the connection breaks in front of the answer. */
        LOST_ANSWER,
        /** The connection breaks in the midst of the request. */
        CUT_REQUEST,
        /** The connection breaks in the midst of the answer. */
        CUT_ANSWER,
        /** The answer's first bytes come, and then nothing. */
        STALL
    }

    private static final int CUT_AFTER_BYTES = 20_000;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger faultsLeft = new AtomicInteger();
    private volatile Fault fault = Fault.UNAVAILABLE;

    /** Listens on a free port. */
    public FaultyWire(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The next so many connections meet this fault; those that are open are broken, so that the next call makes a new one. */
    public void next(int connections, Fault kind) {
        fault = kind;
        faultsLeft.set(connections);
        sockets.forEach(FaultyWire::close);
    }

    /** How many of the faults no connection has met yet. */
    public int faultsLeft() {
        return Math.max(0, faultsLeft.get());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                boolean faulty = faultsLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                Thread.ofVirtual().start(() -> serve(client, faulty ? fault : null));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client, Fault kind) {
        if (kind == Fault.UNAVAILABLE || kind == Fault.BROKEN) {
            refuse(client, kind == Fault.UNAVAILABLE ? "503 Slow Down" : "500 Internal Server Error");
            return;
        }
        try {
            Socket server = new Socket("127.0.0.1", target);
            sockets.add(server);
            Thread.ofVirtual().start(() -> pump(client, server, kind == Fault.CUT_REQUEST ? CUT_AFTER_BYTES : Long.MAX_VALUE, false));
            switch (kind) {
                case LOST_ANSWER -> pump(server, client, 0, false);
                case CUT_ANSWER -> pump(server, client, CUT_AFTER_BYTES, false);
                case STALL -> pump(server, client, 100, true);
                case null, default -> pump(server, client, Long.MAX_VALUE, false);
            }
        } catch (IOException e) {
            close(client);
        }
    }

    private static void refuse(Socket client, String status) {
        try (client) {
            byte[] buffer = new byte[8192];
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int read = client.getInputStream().read(buffer);
                if (read < 0) {
                    return;
                }
                head.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
            }
            String answer = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // the client has gone
        }
    }

    /** Passes on at most so many bytes; the one behind them breaks the connection, or is held back for good. */
    private void pump(Socket from, Socket to, long most, boolean stall) {
        byte[] buffer = new byte[16 * 1024];
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int pass = isContinue(buffer, read) ? read : (int) Math.min(read, most - passed);
                to.getOutputStream().write(buffer, 0, pass);
                passed += isContinue(buffer, read) ? 0 : pass;
                if (pass < read && !stall) {
                    break;
                }
            }
        } catch (IOException e) {
            // as its end
        }
        close(from);
        close(to);
        sockets.remove(from);
        sockets.remove(to);
    }

    /** Not an answer, but the leave to send the body. */
    private static boolean isContinue(byte[] bytes, int length) {
        return new String(bytes, 0, Math.min(length, 12), StandardCharsets.ISO_8859_1).equals("HTTP/1.1 100");
    }

    private static void close(Socket socket) {
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
        sockets.forEach(FaultyWire::close);
    }
}
