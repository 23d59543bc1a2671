package io.headwater.it.bench;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.fault.KafkaBrokers;
import io.headwater.it.harness.fault.NodePair;
import io.headwater.it.harness.fault.Witnesses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * kill -9 of the primary under load, again and again: from before the signal is sent until another connection has the successor's first acknowledgement of a write. A
 * client asks the successor every millisecond. The clients' history must be linearizable, or the figures are none.
 */
final class FailoverTime implements Benchmark {
    private static final int ROUNDS = 20;
    private static final long ASK_EVERY_NANOS = 1_000_000;
    private static final long GIVEN_UP_NANOS = 60_000_000_000L;

    @Override
    public void run(Bench bench) throws Exception {
        Random random = new Random(1);
        List<Double> seconds = new ArrayList<>();
        try (KafkaBrokers kafka = KafkaBrokers.start(bench.directory("kafka"), 1, 0);
                NodePair pair = NodePair.start(bench.directory("nodes"), kafka.bootstrap(), kafka.registry(), Kafka.newCluster());
                Witnesses witnesses = Witnesses.start(pair.ports(), 1)) {
            for (int round = 1; round <= bench.options().runsOr(ROUNDS); round++) {
                int leader = pair.awaitLeader();
                pair.awaitEqual(leader);
                witnesses.awaitWrites(500 + random.nextInt(1_000));
                NodeProcess successor = pair.node(1 - leader);
                var taken = CompletableFuture.supplyAsync(() -> untilItWrites(successor));
                long killed = System.nanoTime();
                pair.node(leader).kill9();
                seconds.add((taken.join() - killed) / 1e9);
                bench.progress("round %d: %.3f s", round, seconds.getLast());
                pair.node(leader).restart();
            }
            pair.awaitLeader();
            witnesses.judge();
            bench.print(new Table("kill -9 to the first acknowledged write on the successor", "seconds")
                    .row("median", String.format(Locale.ROOT, "%.3f", Spread.of(seconds).median()))
                    .row("best", String.format(Locale.ROOT, "%.3f", Spread.of(seconds).min()))
                    .row("worst", String.format(Locale.ROOT, "%.3f", Spread.of(seconds).max())));
            bench.print(seconds.size() + " rounds; " + witnesses.history().size() + " operations, "
                    + witnesses.history().unknown() + " of unknown fate: linearizable. The longest wait of a client was "
                    + millis(witnesses.longestWait()) + " ms.");
        }
    }

    static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.0f", duration.toNanos() / 1e6);
    }

    private static long untilItWrites(NodeProcess node) {
        long begin = System.nanoTime();
        try (Jedis client = node.client()) {
            while (System.nanoTime() - begin < GIVEN_UP_NANOS) {
                try {
                    client.set("after-the-failover", "x");
                    return System.nanoTime();
                } catch (JedisException notYet) {
                    LockSupport.parkNanos(ASK_EVERY_NANOS);
                }
            }
        }
        throw new IllegalStateException("no failover within a minute");
    }
}
