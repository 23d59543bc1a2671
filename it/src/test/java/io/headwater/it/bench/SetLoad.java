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
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends SETs of 16-byte keys over several connections, in pipelines, at a steady pace or as fast as they are answered: redis-benchmark knows neither a
 * pace nor keys that do not repeat. One thread; a connection sends its next pipeline when the last one is answered.
 */
final class SetLoad implements Closeable {
    private static final int OK_BYTES = "+OK\r\n".length();
    private static final int KEY_DIGITS = 12;
    private static final int USUAL_VALUE_BYTES = 64;

    /** Longer than a scheduler's tick would be too coarse for the pace, shorter would burn the processor that the servers need. */
    private static final long PAUSE_NANOS = 100_000;

    private final int pipeline;
    private final Values values;
    private final byte[] command;
    private final int digitsAt;
    private final int valueAt;
    private final ByteBuffer batch;
    private final @Nullable Histogram latencies;
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
        this(port, connectionCount, pipeline, Values.same(USUAL_VALUE_BYTES), null);
    }

    /** @param latencies takes, in ns, how long after it was due each paced pipeline was answered */
    SetLoad(int port, int connectionCount, int pipeline, Values values, @Nullable Histogram latencies) throws IOException {
        this.pipeline = pipeline;
        this.values = values;
        this.latencies = latencies;
        String text = "*3\r\n$3\r\nSET\r\n$16\r\nkey:000000000000\r\n$" + values.bytes() + "\r\n" + "v".repeat(values.bytes()) + "\r\n";
        command = text.getBytes(StandardCharsets.US_ASCII);
        digitsAt = text.indexOf("key:") + "key:".length();
        valueAt = text.length() - "\r\n".length() - values.bytes();
        batch = ByteBuffer.allocateDirect(pipeline * command.length);
        for (int i = 0; i < pipeline; i++) {
            batch.put(command);
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
                    long dueNanos = perSecond == 0 ? System.nanoTime() : start + (long) ((sent + pipeline - first) / perSecond * 1e9);
                    connection.send(keys, dueNanos);
                    worked = true;
                }
            }
            if (!worked) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return new Result(total - first, (System.nanoTime() - start) / 1e9);
    }

    /** Numbers in a row become keys in no order (the finalizer of SplitMix64). */
    static long scatter(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return (mixed ^ (mixed >>> 31)) >>> 1;
    }

    private void prepareBatch(LongUnaryOperator keys) {
        for (int i = 0; i < pipeline; i++) {
            batch.put(i * command.length + valueAt, values.of(sent));
            long key = keys.applyAsLong(sent++);
            for (int digit = KEY_DIGITS - 1; digit >= 0; digit--) {
                batch.put(i * command.length + digitsAt + digit, (byte) ('0' + key % 10));
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
        private long dueNanos;

        Connection(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
        }

        boolean isFree() {
            return awaitedBytes == 0;
        }

        void send(LongUnaryOperator keys, long due) throws IOException {
            dueNanos = due;
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
                if (latencies != null) {
                    latencies.recordValue(Math.max(0, System.nanoTime() - dueNanos));
                }
            }
            return read > 0;
        }
    }
}
