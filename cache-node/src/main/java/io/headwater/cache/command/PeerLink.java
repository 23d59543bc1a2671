package io.headwater.cache.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A connection to another server, of which no step takes longer than its timeout: also not a write that the other side does not read. For one thread, which waits. */
final class PeerLink implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 64 << 10;
    private static final long NANOS_PER_MS = 1_000_000;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final long timeoutMs;
    private final ByteBuffer received = ByteBuffer.allocate(16 << 10).flip();

    /** Connects within {@code timeoutMs}. */
    PeerLink(String host, int port, long timeoutMs) throws IOException {
        this.timeoutMs = timeoutMs;
        selector = Selector.open();
        channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_CONNECT);
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) throw new IOException("unknown host " + host);
            if (!channel.connect(address)) {
                long deadline = deadline();
                while (!channel.finishConnect()) await(SelectionKey.OP_CONNECT, deadline);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    private long deadline() {
        return System.nanoTime() + timeoutMs * NANOS_PER_MS;
    }

    private void await(int operation, long deadline) throws IOException {
        long leftMs = (deadline - System.nanoTime()) / NANOS_PER_MS;
        if (leftMs <= 0) throw new SocketTimeoutException();
        key.interestOps(operation);
        selector.select(leftMs);
        selector.selectedKeys().clear();
    }

    /** Sends all bytes. */
    void send(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        long deadline = deadline();
        while (out.hasRemaining()) {
            if (channel.write(out) > 0) deadline = deadline();
            else await(SelectionKey.OP_WRITE, deadline);
        }
    }

    /** The next line, without its end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long deadline = deadline();
        while (line.size() < MAX_LINE_BYTES) {
            while (received.hasRemaining()) {
                byte b = received.get();
                if (b == '\n') return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
                line.write(b);
            }
            received.clear();
            int count = channel.read(received);
            received.flip();
            if (count < 0) throw new IOException("the other side has closed the connection");
            if (count == 0) await(SelectionKey.OP_READ, deadline);
        }
        throw new IOException("an endless line");
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}
