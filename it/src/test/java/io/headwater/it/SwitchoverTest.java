package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.SharedKafka;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisSentinelPool;

/** The primary of a loaded shard changes, back and forth: no client sees an error, and none waits for long. */
@ExtendWith(SharedKafka.class)
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class SwitchoverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SWITCHES = 6;
    private static final int PLAIN_CLIENTS = 6;
    private static final long PAUSE_NANOS = 500_000;
    private static final long WARM_UP_MS = 4_000;
    private static final long BETWEEN_MS = 1_500;
    /** What the machine of a test may add to the 100 ms that are aimed at. */
    private static final long WORST_MS = 2_000;

    @TempDir Path directory;

    /** Counts one key up, remembers its longest wait, and ends with the first reply that is not the next number. */
    private static final class Counter implements AutoCloseable {
        private final String name;
        private final LongSupplier increment;
        private final Thread thread;
        private volatile long count;
        private volatile long longestNanos;
        private volatile boolean stopped;
        private volatile Throwable failure;

        Counter(String name, LongSupplier increment) {
            this.name = name;
            this.increment = increment;
            this.thread = Thread.ofPlatform().name(name).start(this::run);
        }

        private void run() {
            try {
                while (!stopped) {
                    long began = System.nanoTime();
                    long value = increment.getAsLong();
                    longestNanos = Math.max(longestNanos, System.nanoTime() - began);
                    if (value != count + 1) throw new AssertionError(name + " got " + value + " after " + count);
                    count = value;
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (Throwable broken) {
                failure = broken;
            }
        }

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

    @Test
    void loadedClientsSeeNoErrorAndWaitAMoment(Kafka kafka) {
        loaded(kafka, "async");
    }

    @Test
    void clientsWhoseWritesAreInTheLogSeeNoErrorEither(Kafka kafka) {
        loaded(kafka, "log");
    }

    private void loaded(Kafka kafka, String durability) {
        String cluster = Kafka.newCluster();
        try (NodeProcess first = node(kafka, cluster, "n0", "primary", durability);
                NodeProcess second = node(kafka, cluster, "n1", "standby", durability);
                JedisSentinelPool pool = new JedisSentinelPool(cluster, Set.of("127.0.0.1:" + first.port(), "127.0.0.1:" + second.port()));
                RedisClient lettuce = RedisClient.create();
                StatefulRedisConnection<String, String> connection = lettuce.connect(RedisURI.Builder.sentinel("127.0.0.1", second.port(), cluster).build())) {
            awaitStandby(first, second);
            List<Counter> counters = new ArrayList<>();
            List<Jedis> plain = new ArrayList<>();
            for (int i = 0; i < PLAIN_CLIENTS; i++) {
                String key = "plain" + i;
                Jedis client = first.client();
                plain.add(client);
                counters.add(new Counter(key, () -> client.incr(key)));
            }
            counters.add(new Counter("pool", () -> {
                try (Jedis client = pool.getResource()) {
                    return client.incr("pool");
                }
            }));
            counters.add(new Counter("lettuce", () -> connection.sync().incr("lettuce")));
            pause(WARM_UP_MS);
            counters.forEach(counter -> counter.longestNanos = 0);
            pause(BETWEEN_MS);
            long ordinaryMs = longestMs(counters);
            NodeProcess leader = first;
            List<Long> waits = new ArrayList<>();
            for (int i = 0; i < SWITCHES; i++) {
                NodeProcess successor = leader == first ? second : first;
                counters.forEach(counter -> counter.longestNanos = 0);
                assertEquals("OK", switchOver(leader), leader::log);
                awaitMaster(pool, successor);
                pause(BETWEEN_MS);
                waits.add(longestMs(counters));
                leader = successor;
                NodeProcess old = successor == first ? second : first;
                awaitStandby(leader, old);
            }
            counters.forEach(Counter::close);
            plain.forEach(Jedis::close);
            System.out.println("switchover, durability " + durability + ": longest wait of any client in each of " + SWITCHES + " switches, ms: " + waits
                    + ", without one: " + ordinaryMs + ", from the command to the relays: " + handOvers(first) + " and " + handOvers(second));
            for (Counter counter : counters) {
                assertEquals(null, counter.failure, counter.name);
                try (Jedis client = leader.client()) {
                    assertEquals("" + counter.count, client.get(counter.name));
                }
            }
            assertTrue(waits.stream().allMatch(wait -> wait <= WORST_MS), waits::toString);
        }
    }

    private static long longestMs(List<Counter> counters) {
        return counters.stream().mapToLong(counter -> counter.longestNanos).max().orElseThrow() / 1_000_000;
    }

    private static List<String> handOvers(NodeProcess node) {
        return node.log().lines().filter(line -> line.contains("handed over to")).map(line -> line.replaceFirst(".* in ", "")).toList();
    }

    private static String switchOver(NodeProcess leader) {
        try (Jedis client = leader.client()) {
            return new String((byte[]) client.sendCommand(() -> "HEADWATER.SWITCHOVER".getBytes(StandardCharsets.US_ASCII)), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void theCommandLineSwitchesAndShowsWhoLeads(Kafka kafka) {
        String cluster = Kafka.newCluster();
        try (NodeProcess first = node(kafka, cluster, "n0", "primary", "async");
                NodeProcess second = node(kafka, cluster, "n1", "standby", "async")) {
            awaitStandby(first, second);
            Command.Result done = command(kafka, cluster, "switchover", "--shard", "0");
            assertEquals(0, done.exitCode(), done.err() + first.log() + second.log());
            assertTrue(done.out().contains("127.0.0.1:" + second.port() + " leads"), done.out());
            awaitStandby(second, first);
            Command.Result status = command(kafka, cluster, "status");
            assertEquals(0, status.exitCode(), status.err());
            assertTrue(status.out().contains("primary   127.0.0.1:" + second.port()), status.out());
            assertTrue(status.out().contains("standby   127.0.0.1:" + first.port()), status.out());
            Command.Result json = command(kafka, cluster, "status", "--json");
            assertTrue(json.out().contains("\"served\":true"), json.out());
            second.kill9();
            first.kill9();
            assertEquals(3, command(kafka, cluster, "status").exitCode());
        }
    }

    private static Command.Result command(Kafka kafka, String cluster, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--kafka", kafka.broker().address(), "--cluster", cluster));
        return Command.run(all.toArray(new String[0]));
    }

    private NodeProcess node(Kafka kafka, String cluster, String name, String role, String durability) {
        return NodeProcess.inCluster(
                directory.resolve(name), kafka, cluster, "--role", role, "--failover", "auto", "--durability", durability);
    }

    private static void awaitStandby(NodeProcess leader, NodeProcess standby) {
        try (Jedis client = leader.client()) {
            Await.until(
                    "node on port " + leader.port() + " sees its standby",
                    () -> leader.log() + standby.log(),
                    PATIENCE,
                    () -> client.info("replication"),
                    info -> info.contains("role:master") && info.contains("port=" + standby.port() + ","));
        }
    }

    private static void awaitMaster(JedisSentinelPool pool, NodeProcess successor) {
        Await.until("the pool follows", PATIENCE, () -> pool.getCurrentHostMaster().getPort(), port -> port == successor.port());
    }

    private static void pause(long ms) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }
}
