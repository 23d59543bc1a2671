package io.headwater.it.harness;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Writes from one thread until stopped, and remembers what was acknowledged: each key counts up, so that a lost, doubled or reordered write shows in its
 * value and in the length of its list.
 */
public final class Load implements AutoCloseable {
    private static final int KEYS = 50;
    private static final int PIPELINE = 20;
    /** Between two pipelines: the test is about order and loss, and its machine has other work too. */
    private static final long PAUSE_NANOS = 5_000_000;

    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Long> attempted = new ConcurrentHashMap<>();
    private final AtomicLong count = new AtomicLong();
    private final NodeProcess node;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile boolean ended;

    private Load(NodeProcess node, long seed, Map<String, Long> continueFrom) {
        this.node = node;
        acknowledged.putAll(continueFrom);
        attempted.putAll(continueFrom);
        thread = new Thread(() -> run(new Random(seed)), "load");
    }

    /** Starts to write. */
    public static Load start(NodeProcess node, long seed) {
        return start(node, seed, Map.of());
    }

    /** Starts to write where another load ended; the counters are those that the node holds now. */
    public static Load start(NodeProcess node, long seed, Map<String, Long> counters) {
        Load load = new Load(node, seed, counters);
        load.thread.start();
        return load;
    }

    private void run(Random random) {
        try (Jedis client = node.client()) {
            while (!stopped) {
                writeSome(client, random);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (JedisException e) {
            // the node was killed: what was acknowledged until then is what counts
        } finally {
            ended = true;
        }
    }

    private void writeSome(Jedis client, Random random) {
        Pipeline pipeline = client.pipelined();
        String[] keys = new String[PIPELINE];
        @SuppressWarnings("unchecked")
        Response<Long>[] replies = new Response[PIPELINE];
        for (int i = 0; i < PIPELINE; i++) {
            keys[i] = "counter:" + random.nextInt(KEYS);
            attempted.merge(keys[i], 1L, Long::sum);
            replies[i] = pipeline.incr(keys[i]);
            pipeline.rpush("list:" + keys[i], "" + attempted.get(keys[i]));
        }
        pipeline.sync();
        for (int i = 0; i < PIPELINE; i++) {
            long value = replies[i].get();
            acknowledged.put(keys[i], value);
            count.incrementAndGet();
        }
    }

    /** Acknowledged increments so far. */
    public long count() {
        return count.get();
    }

    /** Waits until so many increments were acknowledged since the start. */
    public Load awaitCount(long wanted) {
        Await.until("load reaches " + wanted, Duration.ofSeconds(60), count::get, n -> n >= wanted || ended);
        return this;
    }

    /** The newest acknowledged value of each counter. */
    public Map<String, Long> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** The newest value of each counter that was sent, acknowledged or not. */
    public Map<String, Long> attempted() {
        return Map.copyOf(attempted);
    }

    /** Ends the load and returns when its last reply was read, or its connection broke. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
