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
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;

/**
 * Whether the log keeps up: SETs in pipelines of 16 at a steady pace, and once a second how much of the binlog the log does not hold yet. Broker, node and load share the
 * machine; there is no replica and no archiver.
 */
final class Publishing implements Benchmark {
    private static final int PER_SECOND = 300_000;
    private static final int SECONDS = 60;
    private static final int WARM_UP_SECONDS = 30;
    private static final int QUICK_WARM_UP_SECONDS = 5;
    private static final int CONNECTIONS = 50;
    private static final int PIPELINE = 16;
    private static final long KEYS = 100_000;
    private static final int ROWS = 12;

    /** How far node and log were after some seconds. */
    private record Sample(double seconds, long lsn, long committedLsn, long backlogBytes) {
        long behind() {
            return lsn - committedLsn;
        }
    }

    @Override
    public void run(Bench bench) throws Exception {
        double pace = bench.options().perSecondOr(PER_SECOND);
        int seconds = bench.options().secondsOr(SECONDS);
        List<String> arguments = new ArrayList<>();
        try (Kafka kafka = Kafka.start(bench.directory("kafka"))) {
            arguments.addAll(NodeProcess.clusterArguments(kafka, Kafka.newCluster()));
            arguments.addAll(List.of("--durability", "async"));
            try (NodeProcess node = NodeProcess.beginAsLaunched(bench.directory("node"), bench.options().jvmFlags(), arguments)
                            .awaitServing();
                    SetLoad load = new SetLoad(node.port(), CONNECTIONS, PIPELINE);
                    Jedis client = node.client()) {
                int warmUp = bench.options().quick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS;
                bench.progress("warming up for %d s", warmUp);
                load(load, pace, warmUp);
                drain(client);

                bench.progress("loading for %d s", seconds);
                ProcessTime nodeTime = ProcessTime.of(node.pid());
                ProcessTime brokerTime = ProcessTime.of(kafka.broker().pid());
                var result = CompletableFuture.supplyAsync(() -> load(load, pace, seconds));
                List<Sample> samples = samples(bench, client, result);
                double nodeMicros = nodeTime.micros();
                double brokerMicros = brokerTime.micros();
                long drainStart = System.nanoTime();
                drain(client);
                double drainSeconds = (System.nanoTime() - drainStart) / 1e9;

                SetLoad.Result done = result.join();
                bench.print(table(samples));
                bench.print(String.format(
                        Locale.ROOT,
                        "Asked for %s effects/s, got %,.0f (median by second: executed %,.0f, committed %,.0f). Behind at most %,d effects in the first half and %,d in the second. "
                                + "All was committed %.2f s after the load's end. CPU per effect: node %.2f us, broker %.2f us.",
                        pace == 0 ? "as many as are answered" : String.format(Locale.ROOT, "%,.0f", pace),
                        done.perSecond(),
                        medianRate(samples, true),
                        medianRate(samples, false),
                        mostBehind(samples.subList(0, samples.size() / 2)),
                        mostBehind(samples.subList(samples.size() / 2, samples.size())),
                        drainSeconds,
                        nodeMicros / done.commands(),
                        brokerMicros / done.commands()));
            }
        }
    }

    private static SetLoad.Result load(SetLoad load, double pace, int seconds) {
        // Without a pace, in steps: how many it will be is not known before.
        long step = (long) (pace == 0 ? PER_SECOND : pace * seconds);
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        long commands = 0;
        double taken = 0;
        try {
            do {
                SetLoad.Result result = load.run(step, pace, number -> SetLoad.scatter(number) % KEYS);
                commands += result.commands();
                taken += result.seconds();
            } while (pace == 0 && System.nanoTime() < end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SetLoad.Result(commands, taken);
    }

    private static List<Sample> samples(Bench bench, Jedis client, CompletableFuture<?> load) throws InterruptedException {
        List<Sample> samples = new ArrayList<>();
        long start = System.nanoTime();
        while (!load.isDone()) {
            NodeStatus status = NodeStatus.of(client);
            Sample sample = new Sample((System.nanoTime() - start) / 1e9, status.lsn(), status.committedLsn(), status.backlogBytes());
            samples.add(sample);
            bench.progress("%.0f s: lsn %d, behind %d", sample.seconds(), sample.lsn(), sample.behind());
            TimeUnit.SECONDS.sleep(1);
        }
        return samples;
    }

    private static void drain(Jedis client) {
        Await.until("the log holds everything", Duration.ofMinutes(5), () -> NodeStatus.of(client), status -> status.committedLsn() == status.lsn());
    }

    private static Table table(List<Sample> samples) {
        Table table = new Table("second", "executed effects/s", "committed effects/s", "effects behind", "backlog MB");
        int step = Math.max(1, (samples.size() - 1) / ROWS);
        for (int i = step; i < samples.size(); i += step) {
            Sample before = samples.get(i - step);
            Sample now = samples.get(i);
            double seconds = now.seconds() - before.seconds();
            table.row(
                    String.format(Locale.ROOT, "%.0f", now.seconds()),
                    String.format(Locale.ROOT, "%,.0f", (now.lsn() - before.lsn()) / seconds),
                    String.format(Locale.ROOT, "%,.0f", (now.committedLsn() - before.committedLsn()) / seconds),
                    String.format(Locale.ROOT, "%,d", now.behind()),
                    String.format(Locale.ROOT, "%.1f", now.backlogBytes() / 1e6));
        }
        return table;
    }

    private static double medianRate(List<Sample> samples, boolean executed) {
        List<Double> rates = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            Sample before = samples.get(i - 1);
            Sample now = samples.get(i);
            long effects = executed ? now.lsn() - before.lsn() : now.committedLsn() - before.committedLsn();
            rates.add(effects / (now.seconds() - before.seconds()));
        }
        return Spread.of(rates).median();
    }

    private static long mostBehind(List<Sample> samples) {
        return samples.stream().mapToLong(Sample::behind).max().orElse(0);
    }
}
