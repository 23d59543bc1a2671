package io.headwater.it.bench;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import redis.clients.jedis.Jedis;

/**
 * How long after its write a value can be read from a replica. A probe writes a number into a key of the primary, 200 times a second and counting up; another connection
 * reads the key from the replica again and again, with a pause of 0.2 ms. The lag of a number is the time from before its SET was sent until the end of the first GET on the replica that
 * returned it or a later one: the client's way to both servers is part of it, and so is the wait for the next GET. Beside the probe runs a paced load of other SETs.
 */
final class Lag implements Benchmark {
    private static final List<Integer> LOADS = List.of(1_000, 10_000, 100_000);
    private static final int SECONDS = 30;
    private static final int WARM_UP_SECONDS = 20;
    private static final int QUICK_WARM_UP_SECONDS = 5;
    private static final int PROBES_PER_SECOND = 200;
    /** Reading without a pause would take from the servers what it measures. */
    private static final long POLL_NANOS = 200_000;
    private static final String PROBE = "headwater-bench-probe";
    private static final int CONNECTIONS = 10;
    private static final int PIPELINE = 10;
    private static final long KEYS = 100_000;
    private static final long LONGEST_NANOS = 60_000_000_000L;

    @Override
    public void run(Bench bench) throws Exception {
        try (Kafka kafka = Kafka.start(bench.directory("kafka"))) {
            List<String> arguments = NodeProcess.clusterArguments(kafka, Kafka.newCluster());
            arguments.addAll(List.of("--durability", "async"));
            List<String> replicaArguments = new ArrayList<>(arguments);
            replicaArguments.addAll(List.of("--role", "replica"));
            List<String> flags = bench.options().jvmFlags();
            try (NodeProcess primary = NodeProcess.beginAsLaunched(bench.directory("primary"), flags, arguments).awaitServing();
                    NodeProcess replica = NodeProcess.beginAsLaunched(bench.directory("replica"), flags, replicaArguments).awaitServing()) {
                int own = bench.options().perSecondOr(-1);
                List<Integer> loads = own >= 0 ? List.of(own) : LOADS;
                bench.progress("warming up");
                measure(primary, replica, loads.getLast(), bench.options().quick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS);
                Table table = new Table("load, SETs/s", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms", "probes");
                for (int load : loads) {
                    Histogram histogram = measure(primary, replica, load, bench.options().secondsOr(SECONDS));
                    table.row(
                            String.format(Locale.ROOT, "%,d", load),
                            millis(histogram, 50),
                            millis(histogram, 90),
                            millis(histogram, 99),
                            millis(histogram, 99.9),
                            millis(histogram, 100),
                            histogram.getTotalCount());
                }
                bench.print(table);
            }
        }
        bench.print("From before the SET to the primary is sent until the end of the first GET on the replica that returns it or a later one; "
                + PROBES_PER_SECOND + " probes a second beside the load.");
    }

    static String millis(Histogram histogram, double percentile) {
        return String.format(Locale.ROOT, "%.2f", histogram.getValueAtPercentile(percentile) / 1e6);
    }

    private static Histogram measure(NodeProcess primary, NodeProcess replica, int perSecond, int seconds) throws Exception {
        int probes = PROBES_PER_SECOND * seconds;
        AtomicLongArray sentAt = new AtomicLongArray(probes + 1);
        Histogram lags = new Histogram(LONGEST_NANOS, 3);
        try (SetLoad load = new SetLoad(primary.port(), CONNECTIONS, PIPELINE)) {
            set(primary, 0);
            // Before anything counts up: what an earlier measurement left behind must not count, and a 0 would soon be gone.
            awaitFirst(replica);
            var reader = CompletableFuture.runAsync(() -> read(replica, sentAt, probes, lags));
            var loaded = CompletableFuture.runAsync(() -> load(load, perSecond, seconds));
            write(primary, sentAt, probes);
            loaded.join();
            reader.join();
        }
        return lags;
    }

    private static void awaitFirst(NodeProcess replica) {
        try (Jedis client = replica.client()) {
            Await.until("the replica has the first number", Duration.ofMinutes(1), () -> client.get(PROBE), "0"::equals);
        }
    }

    private static void set(NodeProcess primary, int number) {
        try (Jedis client = primary.client()) {
            client.set(PROBE, "" + number);
        }
    }

    private static void load(SetLoad load, int perSecond, int seconds) {
        if (perSecond == 0) {
            return;
        }
        try {
            load.run((long) perSecond * seconds, perSecond, number -> number % KEYS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(NodeProcess primary, AtomicLongArray sentAt, int probes) {
        try (Jedis client = primary.client()) {
            long start = System.nanoTime();
            for (int number = 1; number <= probes; number++) {
                long due = start + number * (1_000_000_000L / PROBES_PER_SECOND);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                sentAt.set(number, System.nanoTime());
                client.set(PROBE, "" + number);
            }
        }
    }

    private static void read(NodeProcess replica, AtomicLongArray sentAt, int probes, Histogram lags) {
        try (Jedis client = replica.client()) {
            int seen = 0;
            while (seen < probes) {
                int number = Integer.parseInt(client.get(PROBE));
                long now = System.nanoTime();
                while (seen < number) {
                    lags.recordValue(Math.min(LONGEST_NANOS, now - sentAt.get(++seen)));
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }
}
