package io.headwater.it.history;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A client that follows the shard's primary among its nodes and writes down all that it asks and is told: GET, SET, INCR, and CAS as WATCH, GET, MULTI, SET, EXEC.
 * It reads only from a node that says it is the primary. A thread of its own.
 *
 * <p>What an answer means: an error that begins with UNKNOWN, a broken connection and a time-out leave the fate of a write open; any other error says that nothing was done.
 */
public final class RecordingClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 3_000;
    /** Between two operations, and before another node is tried. */
    private static final long PAUSE_NANOS = 1_000_000;
    /** So many operations on a key can be judged in no time; then the clients go on with other keys. */
    private static final int OPERATIONS_PER_KEY = 200;

    private static final int COUNTERS_IN_TEN = 3;

    private final int number;
    private final List<Integer> ports;
    private final History history;
    private final Random random;
    private final int keys;
    private final Thread thread;
    private @Nullable Jedis connection;
    private int node;
    private int values;
    private volatile boolean stopped;
    private volatile long writes;
    private volatile long lastWriteNanos = System.nanoTime();
    private volatile long longestWaitNanos;
    private volatile boolean forgets;
    private volatile @Nullable Throwable failure;

    private RecordingClient(int number, List<Integer> ports, History history, int keys, long seed) {
        this.number = number;
        this.ports = List.copyOf(ports);
        this.history = history;
        this.keys = keys;
        this.random = new Random(seed * 1_000 + number);
        this.thread = new Thread(this::run, "recording-client-" + number);
    }

    /**
     * Starts a client.
     *
     * @param ports of the nodes, or of proxies to them
     * @param keys how many keys the clients of a history share at a time
     */
    public static RecordingClient start(int number, List<Integer> ports, History history, int keys, long seed) {
        RecordingClient client = new RecordingClient(number, ports, history, keys, seed);
        client.thread.start();
        return client;
    }

    /** Writes that were acknowledged. */
    public long writes() {
        return writes;
    }

    /** When the last write was acknowledged, on the scale of {@link System#nanoTime}. */
    public long lastWriteNanos() {
        return lastWriteNanos;
    }

    /** The longest time between two acknowledged writes so far. */
    public long longestWaitNanos() {
        return longestWaitNanos;
    }

    /** Forgets the longest wait so far: the next one counts from here. */
    public void forgetWaits() {
        forgets = true;
    }

    private void run() {
        try {
            while (!stopped) {
                Jedis primary = connection != null ? connection : connect();
                if (primary != null) {
                    operate(primary);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (RuntimeException | Error unexpected) {
            failure = unexpected;
        } finally {
            disconnect();
        }
    }

    private @Nullable Jedis connect() {
        Jedis candidate = null;
        try {
            candidate = new Jedis("127.0.0.1", ports.get(node), TIMEOUT_MS);
            if (Objects.equals(text(candidate.role().getFirst()), "master")) {
                connection = candidate;
                return candidate;
            }
        } catch (JedisConnectionException | JedisDataException notNow) {
            // the next one then
        }
        if (candidate != null) {
            candidate.close();
        }
        node = (node + 1) % ports.size();
        return null;
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
            node = (node + 1) % ports.size();
        }
    }

    private void operate(Jedis primary) {
        int generation = history.size() / (keys * OPERATIONS_PER_KEY);
        int index = random.nextInt(keys);
        boolean counter = index * 10 < keys * COUNTERS_IN_TEN;
        String key = (counter ? "counter:" : "register:") + generation + ":" + index;
        int choice = random.nextInt(10);
        if (choice < 4) {
            get(primary, key);
        } else if (counter) {
            incr(primary, key);
        } else if (choice < 8) {
            set(primary, key);
        } else {
            compareAndSet(primary, key);
        }
    }

    private void get(Jedis primary, String key) {
        long begin = System.nanoTime();
        try {
            String result = primary.get(key);
            history.get(number, key, result, begin, System.nanoTime());
        } catch (JedisDataException | JedisConnectionException unanswered) {
            disconnect();
        }
    }

    private void set(Jedis primary, String key) {
        String value = nextValue();
        write(end -> history.set(number, key, value, end.begin, end.end), () -> primary.set(key, value));
    }

    private void incr(Jedis primary, String key) {
        long[] result = new long[1];
        write(end -> history.incr(number, key, result[0], end.begin, end.end), () -> result[0] = primary.incr(key));
    }

    private void compareAndSet(Jedis primary, String key) {
        String expected;
        long begin = System.nanoTime();
        try {
            primary.watch(key);
            expected = primary.get(key);
            history.get(number, key, expected, begin, System.nanoTime());
        } catch (JedisDataException | JedisConnectionException unanswered) {
            disconnect();
            return;
        }
        String value = nextValue();
        boolean[] refused = new boolean[1];
        write(
                end -> {
                    if (!refused[0]) {
                        history.cas(number, key, expected, value, end.begin, end.end);
                    }
                },
                () -> {
                    try (AbstractTransaction transaction = primary.multi()) {
                        transaction.set(key, value);
                        refused[0] = transaction.exec() == null;
                    }
                });
    }

    private String nextValue() {
        return number + "." + values++;
    }

    private record Times(long begin, long end) {}

    private interface Recorder {
        void record(Times times);
    }

    private void write(Recorder recorder, Runnable call) {
        long begin = System.nanoTime();
        try {
            call.run();
            long end = System.nanoTime();
            recorder.record(new Times(begin, end));
            longestWaitNanos = Math.max(forgets ? 0 : longestWaitNanos, end - lastWriteNanos);
            forgets = false;
            lastWriteNanos = end;
            writes++;
        } catch (JedisDataException refused) {
            if (isUnknown(refused)) {
                recorder.record(new Times(begin, Operation.NEVER));
            }
            disconnect();
        } catch (JedisConnectionException broken) {
            recorder.record(new Times(begin, Operation.NEVER));
            disconnect();
        }
    }

    private static boolean isUnknown(JedisDataException error) {
        return String.valueOf(error.getMessage()).startsWith("UNKNOWN");
    }

    private static String text(Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : reply.toString();
    }

    /** Ends the client and returns when its last call has returned; fails if it met what it does not understand. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new AssertionError("client " + number + " failed", failure);
        }
    }
}
