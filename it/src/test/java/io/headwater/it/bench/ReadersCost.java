package io.headwater.it.bench;

import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What readers of the log cost its primary: processor time of the node's process per SET at a steady pace, without readers and with five that fetch everything and
 * do nothing with it, in turns, each time compared with the mean of the turns before and after it. The readers run in this process, and the broker in its own: what they cost is theirs. Beside it the spread of two measurements without readers.
 */
final class ReadersCost implements Benchmark {
    private static final int PAIRS = 9;
    private static final int READERS = 5;
    private static final int SECONDS = 10;
    private static final int WARM_UP_SECONDS = 15;
    private static final int QUICK_WARM_UP_SECONDS = 4;
    private static final int PACE = 20_000;
    private static final int CONNECTIONS = 50;
    private static final long KEYS = 100_000;

    @Override
    public void run(Bench bench) throws Exception {
        int pace = bench.options().perSecondOr(PACE);
        int seconds = bench.options().secondsOr(SECONDS);
        try (Kafka kafka = Kafka.start(bench.directory("kafka"))) {
            String cluster = Kafka.newCluster();
            List<String> arguments = new ArrayList<>(NodeProcess.clusterArguments(kafka, cluster));
            arguments.addAll(List.of("--durability", "async"));
            try (NodeProcess node = NodeProcess.beginAsLaunched(bench.directory("node"), bench.options().jvmFlags(), arguments)
                    .awaitServing()) {
                bench.progress("warming up");
                // What the compiler still has to do would count as the writes' cost.
                micros(node, 0, pace * (bench.options().quick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS) * 3);
                micros(node, pace, pace * QUICK_WARM_UP_SECONDS);
                measure(bench, kafka, cluster, node, pace, seconds);
            }
        }
    }

    private static void measure(Bench bench, Kafka kafka, String cluster, NodeProcess node, int pace, int seconds) throws Exception {
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<Double> increases = new ArrayList<>();
        List<Double> noise = new ArrayList<>();
        double before = micros(node, pace, pace * seconds);
        for (int pair = 0; pair < bench.options().runsOr(PAIRS); pair++) {
            double read;
            try (Fetchers fetchers = Fetchers.start(kafka.broker().address(), cluster + ".binlog.0", READERS)) {
                read = micros(node, pace, pace * seconds);
                fetchers.requireBusy();
            }
            double after = micros(node, pace, pace * seconds);
            double quiet = (before + after) / 2;
            without.add(quiet);
            with.add(read);
            increases.add(100 * (read / quiet - 1));
            noise.add(100 * Math.abs(after / before - 1));
            bench.progress("pair %d: %.2f, with readers %.2f, %.2f us", pair + 1, before, read, after);
            before = after;
        }
        bench.print(new Table("CPU of the primary per SET at " + pace + "/s", "us")
                .row("without readers", Spread.of(without).text("%.2f"))
                .row("with " + READERS + " readers that only fetch", Spread.of(with).text("%.2f")));
        bench.print(String.format(
                Locale.ROOT,
                "Increase in %%: %s; two measurements without readers differ by %s %%.",
                Spread.of(increases).text("%.1f"),
                Spread.of(noise).text("%.1f")));
    }

    private static double micros(NodeProcess node, int pace, int commands) throws Exception {
        try (SetLoad load = new SetLoad(node.port(), CONNECTIONS, 1)) {
            ProcessTime time = ProcessTime.of(node.pid());
            SetLoad.Result result = load.run(commands, pace, number -> SetLoad.scatter(number) % KEYS);
            return time.micros() / result.commands();
        }
    }

    /** Readers that take records and throw them away. */
    private static final class Fetchers implements AutoCloseable {
        private final List<Thread> threads = new ArrayList<>();
        private final long[] fetched;
        private volatile boolean stopped;

        private Fetchers(int count) {
            fetched = new long[count];
        }

        static Fetchers start(String bootstrap, String topic, int count) {
            Fetchers fetchers = new Fetchers(count);
            for (int i = 0; i < count; i++) {
                int index = i;
                Thread thread = new Thread(() -> fetchers.fetch(bootstrap, topic, index), "fetcher-" + i);
                fetchers.threads.add(thread);
                thread.start();
            }
            return fetchers;
        }

        private void fetch(String bootstrap, String topic, int index) {
            Map<String, Object> properties = Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "latest");
            try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer.assign(List.of(new TopicPartition(topic, 0)));
                while (!stopped) {
                    fetched[index] += consumer.poll(Duration.ofMillis(100)).count();
                }
            }
        }

        void requireBusy() {
            for (long count : fetched) {
                if (count == 0) {
                    throw new IllegalStateException("a reader has fetched nothing");
                }
            }
        }

        @Override
        public void close() throws InterruptedException {
            stopped = true;
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            }
        }
    }
}
