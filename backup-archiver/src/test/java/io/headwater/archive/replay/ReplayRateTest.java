package io.headwater.archive.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.archive.Archive;
import io.headwater.archive.RollPolicy;
import io.headwater.archive.ShardArchiver;
import io.headwater.archive.store.FileObjectStore;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.TopicReader;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.Claim;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.WireFormat;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures archiving and replaying of SETs with 16 bytes of key and 64 of random value. Prints figures; only their being there is asserted. */
@Tag("long")
class ReplayRateTest {
    private static final int EFFECTS = Integer.getInteger("headwater.rate.effects", 5_000_000);
    private static final int EFFECTS_PER_RECORD = 800;
    private static final int ROUNDS = 3;

    @TempDir
    Path directory;

    @Test
    void archiveAndReplay() {
        Archive archive = new Archive(new FileObjectStore(directory.resolve("archive")), "main");
        long cpuNanos = cpuNanos();
        try (ShardArchiver archiver = new ShardArchiver(
                archive, 0, new GeneratedTopic(), new RecordSchemas(null), RollPolicy.DEFAULT, directory.resolve("spool"), () -> 0)) {
            while (archiver.doWork(Duration.ZERO) > 0) {
                // until the topic has no more
            }
            archiver.flush();
        }
        cpuNanos = cpuNanos() - cpuNanos - GeneratedTopic.generatedNanos;
        long bytes = archive.store().list("main/0/log/").stream().mapToLong(object -> object.bytes()).sum();
        say("archived %d effects: %.3f us of CPU per effect, %.1f bytes per effect", EFFECTS, cpuNanos / 1e3 / EFFECTS, (double) bytes / EFFECTS);
        for (int round = 0; round < ROUNDS; round++) {
            ShardHistory history = new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(1, 0).shards().getFirst().getFirst();
            long start = System.nanoTime();
            long startCpu = cpuNanos();
            Replayed replayed = new ShardReplay(archive, null, () -> new RecordSchemas(null), Progress.NONE).run(history, Routes.LATEST, true);
            double seconds = (System.nanoTime() - start) / 1e9;
            assertEquals(EFFECTS, replayed.effects());
            say(
                    "replayed %.2f M effects/s, %.0f MB/s of archive, %.2f us of the replaying thread's CPU per effect, %d keys",
                    EFFECTS / seconds / 1e6, bytes / seconds / 1e6, (cpuNanos() - startCpu) / 1e3 / EFFECTS, replayed.keyspace().size());
        }
    }

    private static void say(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Makes its records when they are asked for, so that they take no memory. */
    private static final class GeneratedTopic implements TopicReader {
        static long generatedNanos;

        private final RecordStamp stamp = new RecordStamp(new Timeline(1, 2), 0, 1, 3, 0, 1);
        private final Random random = new Random(1);
        private long offset;
        private int left = EFFECTS;

        @Override
        public List<TopicRecord> poll(Duration timeout) {
            long start = cpuNanos();
            List<TopicRecord> records = new ArrayList<>();
            if (offset == 0) {
                add(new Claim("n", "a:1", null, FailoverMode.MANUAL).encoded(stamp, 1000), 0, records);
            }
            byte[] set = "SET".getBytes(StandardCharsets.US_ASCII);
            byte[] value = new byte[64];
            for (int record = 0; record < 20 && left > 0; record++) {
                BatchEncoder encoder = new BatchEncoder(new byte[256 * 1024]);
                for (int i = 0; i < EFFECTS_PER_RECORD && left > 0; i++, left--) {
                    encoder.beginEntry(1000 + offset, 0, null);
                    encoder.beginEffect(Cause.COMMAND, 3);
                    encoder.argument(set, 0, 3);
                    encoder.argument(String.format(Locale.ROOT, "key:%012d", left).getBytes(StandardCharsets.US_ASCII), 0, 16);
                    random.nextBytes(value);
                    encoder.argument(value, 0, 64);
                    encoder.endEffect();
                    encoder.endEntry();
                }
                encoder.seal(stamp, (b, at, length, lsn, time) -> add(Arrays.copyOfRange(b, at, at + length), 0, records));
            }
            generatedNanos += cpuNanos() - start;
            return records;
        }

        private void add(byte[] payload, int at, List<TopicRecord> records) {
            byte[] value = new byte[WireFormat.PREFIX_BYTES + payload.length];
            WireFormat.write(value, 0, 1);
            System.arraycopy(payload, at, value, WireFormat.PREFIX_BYTES, payload.length);
            records.add(new TopicRecord(offset++, null, value, LogSchema.fingerprintHeaderValue()));
        }

        @Override
        public String topic() {
            return "generated";
        }

        @Override
        public String topicId() {
            return "generated";
        }

        @Override
        public void seek(long to) {}

        @Override
        public long beginning() {
            return 0;
        }

        @Override
        public TopicEnd end() {
            return new TopicEnd(offset, 0);
        }

        @Override
        public void close() {}
    }
}
