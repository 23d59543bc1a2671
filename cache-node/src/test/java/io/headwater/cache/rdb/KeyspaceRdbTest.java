package io.headwater.cache.rdb;

import static io.headwater.cache.rdb.RandomFile.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.StringValue;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import io.headwater.schemas.Timeline;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keyspaces into files and back, with stock Redis as the judge of both. */
class KeyspaceRdbTest {
    @TempDir
    Path redisDir;

    @TempDir
    Path ourDir;

    @Test
    void aKeyspaceHoldsAndWritesWhatRedisWrote() throws Exception {
        StockRedis.assumeInstalled();
        try (StockRedis original = StockRedis.start(redisDir)) {
            SampleData.fill(original);
            original.command("SAVE");
            Keyspace keyspace = keyspace(16);
            KeyspaceRdbLoader.Loaded loaded = KeyspaceRdbLoader.load(redisDir.resolve("dump.rdb"), keyspace);
            assertEquals(loaded.summary().keys(), keyspace.size());
            assertEquals("7.0.15", loaded.aux().get("redis-ver"));
            assertNull(loaded.info());
            assertEquals(List.of(), encodingDifferences(original, keyspace));
            RdbFile.write(ourDir.resolve("dump.rdb"), RdbWriter.Compression.LZF, out -> writeAll(keyspace, out));
            try (StockRedis copy = StockRedis.start(ourDir)) {
                assertEquals(original.text("DEBUG", "DIGEST"), copy.text("DEBUG", "DIGEST"));
            }
            RdbContents ours = RdbContents.of(ourDir.resolve("dump.rdb"));
            assertEquals(List.of(), RdbContents.of(redisDir.resolve("dump.rdb")).differencesTo(ours));
        }
    }

    @Test
    void anyKeyspaceComesBack() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            byte[] file = randomFile(seed);
            Keyspace keyspace = keyspace(16);
            KeyspaceRdbLoader.load(new ByteArrayInputStream(file), keyspace);
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            RdbWriter out = new RdbWriter(again, RdbWriter.Compression.NONE);
            writeAll(keyspace, out);
            out.finish();
            RdbContents before = RdbContents.of(new ByteArrayInputStream(file));
            assertEquals(List.of(), before.differencesTo(RdbContents.of(new ByteArrayInputStream(again.toByteArray()))), "seed " + seed);
        }
    }

    @Test
    void keysExpiredAtTheTimeAreLeftOut() throws IOException {
        Keyspace keyspace = keyspace(2);
        keyspace.load(1, bytes("past"), new StringValue(bytes("v")), 99);
        keyspace.load(1, bytes("now"), new StringValue(bytes("v")), 100);
        keyspace.load(1, bytes("future"), new StringValue(bytes("v")), 101);
        keyspace.load(1, bytes("for ever"), new StringValue(bytes("v")), Entry.NO_EXPIRY);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        RdbWriter out = new RdbWriter(file, RdbWriter.Compression.NONE);
        KeyspaceRdbWriter writer = new KeyspaceRdbWriter(out, 100, 101);
        writer.write(keyspace);
        out.finish();
        assertEquals(1, writer.leftOut());
        assertEquals(1, writer.stale());
        Map<Integer, Map<String, RdbContents.Key>> keys = RdbContents.of(new ByteArrayInputStream(file.toByteArray())).keysByDb();
        assertEquals(Map.of(1, Map.of("now", new RdbContents.Key("v", 100), "future", new RdbContents.Key("v", 101),
                "for ever", new RdbContents.Key("v", -1))), keys);
    }

    @Test
    void severalShardsMakeOneFile() throws Exception {
        StockRedis.assumeInstalled();
        Keyspace first = keyspace(1);
        first.load(0, bytes("a"), new StringValue(bytes("1")), Entry.NO_EXPIRY);
        Keyspace second = keyspace(1);
        second.load(0, bytes("b"), new StringValue(bytes("2")), SampleData.EXPIRE_AT_MS);
        RdbFile.write(ourDir.resolve("dump.rdb"), RdbWriter.Compression.LZF, out -> {
            KeyspaceRdbWriter writer = new KeyspaceRdbWriter(out, KeyspaceRdbWriter.KEEP_EXPIRED);
            writer.write(first);
            writer.write(second);
        });
        try (StockRedis redis = StockRedis.start(ourDir)) {
            assertEquals("2", redis.text("DBSIZE"));
            assertEquals("1", redis.text("GET", "a"));
            assertEquals("" + SampleData.EXPIRE_AT_MS, redis.text("PEXPIRETIME", "b"));
        }
    }

    @Test
    void theFileTellsItsPositionInTheLogAndRedisPassesOverIt() throws Exception {
        RdbInfo info = new RdbInfo(new Timeline(0x0123456789abcdefL, -2), 3, new Position(7, 123_456_789_012L), 1_700_000_000_001L,
                new KafkaNote("topic id", 42, FilterState.START));
        RdbInfo bare = new RdbInfo(new Timeline(1, 2), 0, new Position(1, 0), 5, null);
        Path file = ourDir.resolve("dump.rdb");
        for (RdbInfo written : List.of(bare, info)) {
            RdbFile.write(file, RdbWriter.Compression.LZF, out -> {
                written.write(out);
                out.string(bytes("k"), bytes("v"), RdbVisitor.NO_EXPIRY);
            });
            assertEquals(written, RdbInfo.read(file));
            assertEquals(written, KeyspaceRdbLoader.load(file, keyspace(1)).info());
        }
        StockRedis.assumeInstalled();
        try (StockRedis redis = StockRedis.start(ourDir)) {
            assertEquals("v", redis.text("GET", "k"));
        }
    }

    @Test
    void aFileOfSomebodyElseTellsNoPosition() throws IOException {
        Path file = Files.write(ourDir.resolve("dump.rdb"), bytes("REDIS0010\372\1a\1b\377\0\0\0\0\0\0\0\0"));
        assertNull(RdbInfo.read(file));
        Files.write(file, bytes("REDIS0010\372\22headwater-timeline\1x\377\0\0\0\0\0\0\0\0"));
        assertTrue(assertThrows(RdbException.class, () -> RdbInfo.read(file)).getMessage().contains("position in the log is damaged"));
    }

    @Test
    void whatIsThereTwiceIsRefused() {
        assertRefused("\0\1k\1a\0\1k\1b", "key 'k' is there twice");
        assertRefused("\2\1s\2\1m\1m", "key 's' holds 'm' twice");
        assertRefused("\4\1h\2\1f\1v\1f\1v", "key 'h' holds 'f' twice");
        assertRefused("\3\1z\2\1m\0011\1m\0012", "key 'z' holds 'm' twice");
        assertRefused("\376\20\0\1k\1a", "database 16, but there are only 16");
    }

    @Test
    void aClaimOfMoreKeysThanFitReservesNothingForThem() throws IOException {
        byte[] file = bytes("REDIS0010\376\0\373\201\77\377\377\377\377\377\377\377\0\0\1k\1v\377\0\0\0\0\0\0\0\0");
        Keyspace keyspace = keyspace(1);
        KeyspaceRdbLoader.load(new ByteArrayInputStream(file), keyspace);
        KeyspaceRdbLoader.load(Files.write(ourDir.resolve("claim.rdb"), file), keyspace(1));
        assertEquals(1, keyspace.size());
    }

    @Test
    void aFailedWriteLeavesWhatWasThereAndNothingElse() throws IOException {
        Path file = Files.writeString(ourDir.resolve("dump.rdb"), "old");
        assertThrows(IOException.class, () -> RdbFile.write(file, RdbWriter.Compression.LZF, out -> {
            out.string(bytes("k"), bytes("v"), -1);
            throw new IOException("no more");
        }));
        assertEquals("old", Files.readString(file));
        try (var files = Files.list(ourDir)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void aCreatedFileNeverReplacesOne() throws IOException {
        Path file = ourDir.resolve("dump.rdb");
        RdbFile.create(file, RdbWriter.Compression.LZF, out -> out.string(bytes("k"), bytes("1"), -1));
        assertThrows(FileAlreadyExistsException.class, () -> RdbFile.create(file, RdbWriter.Compression.LZF, out -> {
            throw new AssertionError("written in vain");
        }));
        Path later = ourDir.resolve("later.rdb");
        assertThrows(FileAlreadyExistsException.class, () -> RdbFile.create(later, RdbWriter.Compression.LZF, out ->
                Files.writeString(later, "came meanwhile")));
        assertEquals("came meanwhile", Files.readString(later));
        assertEquals("1", RdbContents.of(file).keysByDb().get(0).get("k").value());
        try (var files = Files.list(ourDir)) {
            assertEquals(2, files.count());
        }
    }

    private static void assertRefused(String body, String reason) {
        RdbException e = assertThrows(RdbException.class, () -> KeyspaceRdbLoader.load(
                new ByteArrayInputStream(bytes("REDIS0010" + body + "\377\0\0\0\0\0\0\0\0")), keyspace(16)));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    private static void writeAll(Keyspace keyspace, RdbWriter out) throws IOException {
        new KeyspaceRdbWriter(out, KeyspaceRdbWriter.KEEP_EXPIRED).write(keyspace);
    }

    private static Keyspace keyspace(int databases) {
        return new Keyspace(databases, Hasher.from(new Random(5)), false);
    }

    private static byte[] randomFile(int seed) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        RdbWriter out = new RdbWriter(file, RdbWriter.Compression.LZF);
        new RandomFile(new Random(seed), out).write(40);
        out.finish();
        return file.toByteArray();
    }

    private static List<String> encodingDifferences(StockRedis redis, Keyspace keyspace) throws IOException {
        List<String> differences = new ArrayList<>();
        for (int db = 0; db < keyspace.databases(); db++) {
            redis.command("SELECT", db);
            List<Entry> entries = new ArrayList<>();
            keyspace.database(db).forEach(entries::add);
            for (Entry entry : entries) {
                String theirs = redis.text("OBJECT", "ENCODING", entry.key());
                if (!theirs.equals(entry.value().encoding())) {
                    differences.add(RdbContents.text(entry.key()) + ": " + theirs + " | " + entry.value().encoding());
                }
            }
        }
        return differences;
    }
}
