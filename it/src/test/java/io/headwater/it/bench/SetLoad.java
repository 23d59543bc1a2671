package io.headwater.it.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;

/**
 * Sends SETs of 16-byte keys and 64-byte values over several connections, in pipelines, at a steady pace or as fast as they are answered: redis-benchmark knows neither a
 * pace nor keys that do not repeat. One thread; a connection sends its next pipeline when the last one is answered.
 */
final class SetLoad implements Closeable {
    private static final int OK_BYTES = "+OK\r\n".length();
    private static final int KEY_DIGITS = 12;
    private static final byte[] COMMAND =
            ("*3\r\n$3\r\nSET\r\n$16\r\nkey:000000000000\r\n$64\r\n" + "v".repeat(64) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS_AT = new String(COMMAND, StandardCharsets.US_ASCII).indexOf("key:") + "key:".length();

    /** Longer than a scheduler's tick would be too coarse for the pace, shorter would burn the processor that the servers need. */
    private static final long PAUSE_NANOS = 100_000;

    private final int pipeline;
    private final ByteBuffer batch;
    private final ByteBuffer replies = ByteBuffer.allocateDirect(64 * 1024);
    private final List<Connection> connections = new ArrayList<>();
    private long sent;
    private long answered;

    /** What a load has done. */
    record Result(long commands, double seconds) {
        double perSecond() {
            return commands / seconds;
        }
    }

    SetLoad(int port, int connectionCount, int pipeline) throws IOException {
        this.pipeline = pipeline;
        batch = ByteBuffer.allocateDirect(pipeline * COMMAND.length);
        for (int i = 0; i < pipeline; i++) {
            batch.put(COMMAND);
        }
        for (int i = 0; i < connectionCount; i++) {
            connections.add(new Connection(port));
        }
    }

    /**
     * Sends {@code commands} SETs and returns when all are answered.
     *
     * @param commands rounded up to whole pipelines
     * @param perSecond the pace; 0 for none
     * @param keys from a command's number to its key's
     */
    Result run(long commands, double perSecond, LongUnaryOperator keys) throws IOException {
        long total = sent + (commands + pipeline - 1) / pipeline * pipeline;
        long first = sent;
        long start = System.nanoTime();
        while (answered < total) {
            long due = perSecond == 0 ? total : Math.min(total, first + (long) ((System.nanoTime() - start) / 1e9 * perSecond));
            boolean worked = false;
            for (Connection connection : connections) {
                worked |= connection.receive();
                if (connection.isFree() && sent + pipeline <= due) {
                    connection.send(keys);
                    worked = true;
                }
            }
            if (!worked) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return new Result(total - first, (System.nanoTime() - start) / 1e9);
    }

    private void prepareBatch(LongUnaryOperator keys) {
        for (int i = 0; i < pipeline; i++) {
            long key = keys.applyAsLong(sent++);
            for (int digit = KEY_DIGITS - 1; digit >= 0; digit--) {
                batch.put(i * COMMAND.length + DIGITS_AT + digit, (byte) ('0' + key % 10));
                key /= 10;
            }
        }
        batch.clear();
    }

    @Override
    public void close() {
        for (Connection connection : connections) {
            try {
                connection.channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final class Connection {
        private final SocketChannel channel;
        private int awaitedBytes;

        Connection(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
        }

        boolean isFree() {
            return awaitedBytes == 0;
        }

        void send(LongUnaryOperator keys) throws IOException {
            prepareBatch(keys);
            while (batch.hasRemaining()) {
                if (channel.write(batch) == 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
            awaitedBytes = pipeline * OK_BYTES;
        }

        /** Takes in what has come; whether anything has. */
        boolean receive() throws IOException {
            if (awaitedBytes == 0) {
                return false;
            }
            replies.clear();
            int read = channel.read(replies);
            if (read < 0) {
                throw new EOFException("the server has closed the connection");
            }
            if (read > 0 && replies.get(0) == '-') {
                replies.flip();
                throw new IOException("the server refuses: " + StandardCharsets.UTF_8.decode(replies));
            }
            awaitedBytes -= read;
            if (awaitedBytes == 0) {
                answered += pipeline;
            }
            return read > 0;
        }
    }
}
