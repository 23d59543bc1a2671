package io.headwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class ContractTest {
    @Test
    void slotsAreThoseOfRedisCluster() {
        assertEquals(12739, slot("123456789"));
        assertEquals(slot("user1000"), slot("{user1000}.following"));
        assertEquals(slot("bar"), slot("foo{bar}{zap}"));
        assertEquals(slot("{bar"), slot("foo{{bar}}zap"));
        assertFalse(slot("foo{}{bar}") == slot("bar"));
    }

    @Test
    void everySlotHasExactlyOneShard() {
        for (int shards : new int[] {1, 2, 3, 7, 100}) {
            assertEquals(0, Slots.firstOf(0, shards));
            assertEquals(Slots.COUNT, Slots.firstOf(shards, shards));
            for (int slot = 0; slot < Slots.COUNT; slot++) {
                int shard = Slots.shardOf(slot, shards);
                assertTrue(Slots.firstOf(shard, shards) <= slot && slot < Slots.firstOf(shard + 1, shards));
            }
        }
    }

    @Test
    void positionsReadWhatTheyPrint() {
        assertEquals(new Position(3, 1042), Position.parse("3:1042"));
        assertTrue(Position.parse("2:9").compareTo(Position.parse("3:1")) < 0);
        for (String bad : List.of("", ":", "1:", ":1", "1:2:3", "-1:2", "1:99999999999999999999", "a:b", "1: 2")) {
            assertThrows(IllegalArgumentException.class, () -> Position.parse(bad), bad);
        }
    }

    @Test
    void timelinesReadWhatTheyPrint() {
        assertEquals(Records.TIMELINE, Timeline.parse(Records.TIMELINE.toString()));
        assertThrows(IllegalArgumentException.class, () -> Timeline.parse("12"));
    }

    @Test
    void clusterNamesThatKafkaWouldRefuseAreRefusedWithAHint() {
        assertEquals("main.binlog.3", Topics.binlog("main", 3));
        HeadwaterException refused = assertThrows(HeadwaterException.class, () -> Topics.readers("a b"));
        assertEquals(HeadwaterException.EXIT_USAGE, refused.exitCode());
    }

    @Test
    void aFrameShowsEveryFlippedBit() {
        byte[] frame = new byte[FrameCodec.HEADER_BYTES + 20];
        FrameCodec.seal(frame, 0, FrameCodec.KIND_NOTE, 20);
        int length = FrameCodec.length(frame, 0);
        assertTrue(FrameCodec.plausible(length) && FrameCodec.intact(frame, 0, length));
        for (int bit = 32; bit < frame.length * 8; bit++) {
            frame[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(FrameCodec.intact(frame, 0, length), "bit " + bit);
            frame[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void theWireFormatNamesTheSchema() {
        byte[] value = new byte[6];
        WireFormat.write(value, 0, 0x01020304);
        assertEquals(0x01020304, WireFormat.schemaId(value));
        value[0] = 7;
        assertTrue(assertThrows(LogFormatException.class, () -> WireFormat.schemaId(value))
                .getMessage()
                .contains("magic byte 7"));
        assertThrows(LogFormatException.class, () -> WireFormat.schemaId(new byte[4]));
    }

    @Test
    void notesAreAvroAndReadBack() throws IOException {
        FilterState state = new FilterState(
                Records.TIMELINE, 4, -7, "n1", "h:1", FailoverMode.AUTO, 99, new RecordId(-7, 5), 1_000, List.of(new EpochEnd(1, 3), new EpochEnd(3, 40)));
        for (LocalNote note : List.of(
                new LocalNote.KafkaNote("id", 12, state), new LocalNote.KafkaNote("id", 12, 10, state), LocalNote.KafkaNote.NONE, new LocalNote.SyncNote(3, 4_096, 4_096), new LocalNote.SyncNote(3, 4_196, 4_096))) {
            byte[] bytes = note.encoded();
            assertEquals(note, LocalNote.decode(bytes, 0, bytes.length));
            GenericRecord avro = new GenericDatumReader<GenericRecord>(LogSchema.LOCAL_NOTE)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
            String name = ((GenericRecord) avro.get("note")).getSchema().getName();
            assertTrue(name.endsWith(note.getClass().getSimpleName()), name); // there are two of each
        }
        assertThrows(LogFormatException.class, () -> LocalNote.decode(new byte[] {0, 2}, 0, 2));
    }

    @Test
    void theShardClockNeverStepsBackAndSlewsTowardsTheWall() {
        AtomicLong wall = new AtomicLong(10_000);
        AtomicLong nanos = new AtomicLong(5);
        ShardClock clock = new ShardClock(wall::get, nanos::get, 0);
        assertEquals(10_000, clock.now());
        wall.set(2_000); // the wall clock was set back by eight seconds
        long last = clock.now();
        long elapsedMs = 0;
        while (clock.now() - (2_000 + elapsedMs) > 1) {
            elapsedMs += 50;
            nanos.addAndGet(50_000_000);
            wall.addAndGet(50);
            long now = clock.now();
            assertTrue(now > last, "the clock stands still");
            last = now;
            assertTrue(elapsedMs < 200_000, "the clock never meets the wall");
        }
        assertTrue(elapsedMs > 60_000, "the clock ran slower than nine tenths");
        clock.advanceTo(last + 1_000);
        assertEquals(last + 1_000, clock.now());
    }

    @Test
    void theShardClockSlowsDownWithoutAStepWhenItIsLookedAtOften() {
        AtomicLong nanos = new AtomicLong();
        AtomicLong wall = new AtomicLong(10_000);
        ShardClock clock = new ShardClock(wall::get, nanos::get, 0);
        wall.set(2_000);
        long last = clock.now();
        for (int i = 0; i < 5_000; i++) {
            nanos.addAndGet(700_000);
            long now = clock.now();
            assertTrue(now >= last, "from " + last + " back to " + now);
            last = now;
        }
    }

    @Test
    void theShardClockStartsAfterTheLastRecord() {
        ShardClock clock = new ShardClock(() -> 10, () -> 0, 50);
        assertEquals(51, clock.now());
    }

    private static int slot(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return Slots.of(bytes, 0, bytes.length);
    }
}
