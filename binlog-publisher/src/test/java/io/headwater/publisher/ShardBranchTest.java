package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.replication.JudgedRecord;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.ShardReader;
import io.headwater.replication.TopicReader;
import io.headwater.schemas.Cause;
import io.headwater.schemas.ControlKind;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.Position;
import io.headwater.schemas.Timeline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The log that a branch begins with, read by the rules that every reader applies. */
class ShardBranchTest {
    private static final BranchOrigin ORIGIN = new BranchOrigin("orders", 3, new Timeline(1, 2), new Position(4, 77), 1_700_000_000_000L, "r1");
    private static final long NOW_MS = 1_800_000_000_000L;

    private final MemoryTopic topic = new MemoryTopic();

    @Test
    void itIsAnOrdinaryLogThatSaysWhereItComesFromAndHasHandedOver() {
        try (ShardBranch branch = branch()) {
            branch.begin(List.of(ORIGIN));
            for (int i = 0; i < 5000; i++) {
                set(branch, "key:" + i, "v".repeat(200));
            }
            set(branch, "large", "x".repeat(1_500_000));
            assertTrue(branch.finish() > 2_000_000);
        }
        List<String> entries = new ArrayList<>();
        try (ShardReader reader = topic.open(KafkaNote.NONE)) {
            LogRecordReader record = new LogRecordReader();
            while (reader.nextOffset() < topic.values.size()) {
                for (JudgedRecord judged : reader.poll(Duration.ZERO)) {
                    assertEquals(NOW_MS, judged.timeMs());
                    if (judged.verdict().takesEffect()) {
                        judged.read(record);
                        while (record.nextEntry()) {
                            assertEquals(entries.size() + 1, record.lsn());
                            entries.add(text(record));
                        }
                    }
                }
            }
            assertEquals(1, reader.state().epoch());
            assertEquals("restore-r1", reader.state().node());
            assertEquals(5003, reader.lastLsn());
        }
        assertEquals(ControlKind.MARKER + " " + ORIGIN, entries.getFirst());
        assertEquals(ControlKind.HAND_OVER + " ", entries.getLast());
        assertEquals("SET large", entries.get(entries.size() - 2));
        assertTrue(ORIGIN.toString().startsWith("branch of cluster=orders shard=3 timeline=0000000000000001"), ORIGIN.toString());
    }

    @Test
    void aTopicThatIsThereIsLeftAlone() {
        topic.exists = true;
        HeadwaterException refused = assertThrows(HeadwaterException.class, this::branch);
        assertEquals(HeadwaterException.EXIT_USAGE, refused.exitCode());
        assertEquals(0, topic.values.size());
    }

    @Test
    void whatIsNotAcknowledgedEndsIt() {
        try (ShardBranch branch = branch()) {
            branch.begin(List.of(ORIGIN));
            topic.failing = true;
            set(branch, "k", "v");
            HeadwaterException stopped = assertThrows(HeadwaterException.class, branch::finish);
            assertTrue(stopped.getMessage().contains("out of order"), stopped.getMessage());
        }
    }

    @Test
    void aRecordOfAnybodyElseEndsIt() {
        try (ShardBranch branch = branch()) {
            branch.begin(List.of(ORIGIN));
            topic.values.add(topic.values.getFirst());
            set(branch, "k", "v");
            HeadwaterException stopped = assertThrows(HeadwaterException.class, branch::finish);
            assertTrue(stopped.getMessage().contains("somebody else"), stopped.getMessage());
        }
    }

    @Test
    void aTopicThatHoldsSomethingElseThanWasWrittenIsFoundOut() {
        try (ShardBranch branch = branch()) {
            branch.begin(List.of(ORIGIN));
            topic.spoils = "spoil me";
            set(branch, "k", "spoil me");
            HeadwaterException stopped = assertThrows(HeadwaterException.class, branch::finish);
            assertEquals(HeadwaterException.EXIT_CORRUPT, stopped.exitCode());
        }
    }

    private ShardBranch branch() {
        return new ShardBranch(topic, 3, "restore-r1", NOW_MS, new Random(1));
    }

    private static void set(ShardBranch branch, String key, String value) {
        var entries = branch.entries();
        entries.beginEntry(branch.timeMs(), 0, null);
        entries.beginEffect(Cause.COMMAND, 3);
        for (String argument : List.of("SET", key, value)) {
            byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
            entries.argument(bytes, 0, bytes.length);
        }
        entries.endEffect();
        entries.endEntry();
        branch.entryEnded();
    }

    private static String text(LogRecordReader record) {
        if (record.isControl()) {
            return record.controlKind() + " " + new String(record.controlData(), StandardCharsets.UTF_8);
        }
        record.nextEffect();
        return new String(record.argument(0), StandardCharsets.UTF_8) + " " + new String(record.argument(1), StandardCharsets.UTF_8);
    }

    private static final class MemoryTopic implements ShardTopic {
        private final List<byte[]> values = new ArrayList<>();
        private boolean exists;
        private boolean failing;
        private String spoils = "";

        @Override
        public String name() {
            return "new.binlog.3";
        }

        @Override
        public boolean exists() {
            return exists;
        }

        @Override
        public void create() {
            exists = true;
        }

        @Override
        public int schemaId() {
            return 1;
        }

        @Override
        public ShardReader open(KafkaNote from) {
            return new ShardReader(new ListReader(name(), values), 3, new RecordSchemas(null), from);
        }

        @Override
        public TopicAppender appender() {
            return new TopicAppender() {
                @Override
                public void append(byte[] value, long timeMs, Outcome outcome) {
                    if (failing) {
                        outcome.told(-1, new IllegalStateException("out of order"));
                        return;
                    }
                    values.add(spoiled(value));
                    outcome.told(values.size() - 1, null);
                }

                @Override
                public void close() {}
            };
        }

        private byte[] spoiled(byte[] value) {
            String text = new String(value, StandardCharsets.ISO_8859_1);
            return spoils.isEmpty() ? value : text.replace(spoils, spoils.toUpperCase(Locale.ROOT)).getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static final class ListReader implements TopicReader {
        private final String name;
        private final List<byte[]> values;
        private int position;

        ListReader(String name, List<byte[]> values) {
            this.name = name;
            this.values = values;
        }

        @Override
        public String topic() {
            return name;
        }

        @Override
        public String topicId() {
            return "id";
        }

        @Override
        public void seek(long offset) {
            position = (int) offset;
        }

        @Override
        public List<TopicRecord> poll(Duration timeout) {
            List<TopicRecord> polled = new ArrayList<>();
            while (position < values.size() && polled.size() < 3) {
                polled.add(new TopicRecord(position, null, values.get(position++), LogSchema.fingerprintHeaderValue()));
            }
            return polled;
        }

        @Override
        public long beginning() {
            return 0;
        }

        @Override
        public TopicEnd end() {
            return new TopicEnd(values.size(), 0);
        }

        @Override
        public void close() {}
    }
}
