package io.headwater.it.bench;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.fault.KafkaBrokers;
import io.headwater.it.harness.fault.NodePair;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisException;

/**
 * HEADWATER.SWITCHOVER under load, back and forth: the longest time between two acknowledged writes of any client around it, and how many were told an error. The clients stay on the
 * connections that they have, to the old primary, which passes their commands on.
 */
final class SwitchoverTime implements Benchmark {
    private static final ProtocolCommand SWITCHOVER = () -> "HEADWATER.SWITCHOVER".getBytes(StandardCharsets.US_ASCII);
    private static final int ROUNDS = 10;
    private static final int CLIENTS = 20;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long SETTLE_NANOS = 1_500_000_000;

    @Override
    public void run(Bench bench) throws Exception {
        List<Double> waits = new ArrayList<>();
        int errors = 0;
        try (KafkaBrokers kafka = KafkaBrokers.start(bench.directory("kafka"), 1, 0);
                NodePair pair = NodePair.start(bench.directory("nodes"), kafka.bootstrap(), kafka.registry(), Kafka.newCluster())) {
            for (int round = 1; round <= bench.options().runsOr(ROUNDS); round++) {
                int leader = pair.awaitLeader();
                pair.awaitEqual(leader);
                List<Writer> writers = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    writers.add(new Writer(pair.node(leader).client(), i));
                }
                LockSupport.parkNanos(SETTLE_NANOS);
                writers.forEach(Writer::beginToMeasure);
                try (Jedis client = pair.node(leader).client()) {
                    client.getConnection().sendCommand(SWITCHOVER, "5000");
                    client.getConnection().getOne();
                }
                pair.awaitLeaderAmong(1 - leader);
                LockSupport.parkNanos(SETTLE_NANOS);
                double longest = 0;
                for (Writer writer : writers) {
                    writer.close();
                    longest = Math.max(longest, writer.longestNanos / 1e6);
                    errors += writer.errors;
                }
                waits.add(longest);
                bench.progress("round %d: %.0f ms, %d errors so far", round, longest, errors);
            }
        }
        bench.print(new Table("longest wait of any of " + CLIENTS + " clients in a switchover", "ms")
                .row("median of the rounds", String.format(Locale.ROOT, "%.0f", Spread.of(waits).median()))
                .row("worst", String.format(Locale.ROOT, "%.0f", Spread.of(waits).max())));
        bench.print(waits.size() + " switchovers, " + errors + " errors.");
    }

    /** One client that writes on one connection. */
    private static final class Writer {
        private final Jedis client;
        private final Thread thread;
        private volatile boolean measures;
        private volatile boolean stopped;
        private volatile long longestNanos;
        private volatile int errors;

        Writer(Jedis client, int number) {
            this.client = client;
            this.thread = new Thread(() -> run("switchover:" + number), "writer-" + number);
            thread.start();
        }

        private void run(String key) {
            while (!stopped) {
                long begin = System.nanoTime();
                try {
                    client.set(key, "x");
                } catch (JedisException e) {
                    errors++;
                    return;
                }
                if (measures) {
                    longestNanos = Math.max(longestNanos, System.nanoTime() - begin);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        void beginToMeasure() {
            measures = true;
        }

        void close() throws InterruptedException {
            stopped = true;
            thread.join();
            client.close();
        }
    }
}
