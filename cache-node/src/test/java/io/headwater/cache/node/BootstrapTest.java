package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.node.base.BaseSource;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.cache.rdb.KeyspaceRdbWriter;
import io.headwater.cache.rdb.RdbFile;
import io.headwater.cache.rdb.RdbInfo;
import io.headwater.cache.rdb.RdbWriter;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.Timeline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapTest {
    private static final NodePlace REPLICA = new NodePlace("headwater", 0, 1, NodePlace.Role.REPLICA, true);
    private static final Random RANDOM = new Random(7);

    @TempDir
    Path path;

    @TempDir
    Path elsewhere;

    private final List<String> registered = new ArrayList<>();

    @Test
    void anEmptyDirectoryStartsFromTheNewestSnapshot() throws Exception {
        BaseSource source = shard -> {
            assertEquals(1, registered.size(), "registered before the snapshot was chosen");
            return List.of(snapshot(20, "newest"), snapshot(10, "older"));
        };
        assertNotNull(bootstrap(source));
        assertEquals("newest", recovered(20));
        assertNull(bootstrap(source), "a directory with a base needs none");
    }

    @Test
    void aDamagedSnapshotIsPassedOver() throws Exception {
        assertNotNull(bootstrap(shard -> List.of(damaged(snapshot(20, "newest")), snapshot(10, "older"))));
        assertEquals("older", recovered(10));
    }

    @Test
    void aSnapshotOfAnotherPlaceThanItSaysIsPassedOver() throws Exception {
        BaseSource.Snapshot honest = snapshot(10, "older");
        BaseSource.Snapshot liar = new Stored(snapshot(20, "newest").bytes(), note(21));
        assertNotNull(bootstrap(shard -> List.of(liar, honest)));
        assertEquals("older", recovered(10));
    }

    @Test
    void withoutASnapshotAnEmptyDirectoryBeginsAtTheLogsBeginning() throws Exception {
        assertNull(bootstrap(BaseSource.NONE));
        try (NodeDirectory directory = open()) {
            assertEquals(0, Recovery.recover(directory, new Fold(keyspace())).lastLsn());
        }
    }

    @Test
    void aMarkedDirectoryIsReplacedAndItsLedgerIsNot() throws Exception {
        bootstrap(shard -> List.of(snapshot(10, "older")));
        Files.createDirectories(path.resolve("ledger"));
        Files.writeString(path.resolve("ledger/kept"), "lost writes");
        Bootstrap.mark(path);
        assertNotNull(bootstrap(shard -> List.of(snapshot(30, "later"))));
        assertEquals("later", recovered(30));
        assertEquals("lost writes", Files.readString(path.resolve("ledger/kept")));
        assertNull(bootstrap(shard -> List.of(snapshot(40, "even later"))), "once is enough");
    }

    @Test
    void aMarkedDirectoryIsAsBeforeWhileThereIsNoSnapshot() throws Exception {
        bootstrap(shard -> List.of(snapshot(10, "older")));
        Bootstrap.mark(path);
        HeadwaterException refusal =
                assertThrows(HeadwaterException.class, () -> bootstrap(shard -> List.of(damaged(snapshot(30, "later")))));
        assertEquals(HeadwaterException.EXIT_UNAVAILABLE, refusal.exitCode());
        assertEquals("older", recovered(10));
        assertNotNull(bootstrap(shard -> List.of(snapshot(30, "later"))), "still marked");
        assertEquals("later", recovered(30));
    }

    @Test
    void aNodeWithoutALogFetchesNothing() {
        NodeConfig config = TestNode.config(NodePlace.ALONE, path);
        try (NodeDirectory directory = NodeDirectory.open(path, NodePlace.ALONE, RANDOM)) {
            assertNull(Bootstrap.run(config, directory, shard -> List.of(snapshot(10, "x")), null));
        }
        assertFalse(Files.exists(path.resolve("base/00000000000000000010.rdb")));
    }

    private String bootstrap(BaseSource source) {
        registered.clear();
        try (NodeDirectory directory = open()) {
            return Bootstrap.run(TestNode.config(REPLICA, path), directory, source, new Registrations());
        }
    }

    private NodeDirectory open() {
        return NodeDirectory.open(path, REPLICA, RANDOM);
    }

    /** What key k holds when the node starts, behind this lsn. */
    private String recovered(long lsn) {
        Keyspace keyspace = keyspace();
        try (NodeDirectory directory = open()) {
            RecoveredState state = Recovery.recover(directory, new Fold(keyspace));
            assertEquals(lsn, state.lastLsn());
            assertEquals(note(lsn), state.note());
        }
        var entry = keyspace.database(0).find(new byte[] {'k'}, 0, 1);
        return new String(((StringValue) entry.value()).bytes(), StandardCharsets.UTF_8);
    }

    private static Keyspace keyspace() {
        return new Keyspace(1, Hasher.from(RANDOM), false);
    }

    private static KafkaNote note(long lsn) {
        FilterState filter = new FilterState(
                new Timeline(1, 2), 1, 77, "n", "h:1", FailoverMode.MANUAL, lsn, new RecordId(77, lsn), 1_000 + lsn, List.of());
        return new KafkaNote("topic", lsn + 5, filter);
    }

    private Stored snapshot(long lsn, String value) {
        try {
            Keyspace keyspace = keyspace();
            keyspace.load(0, new byte[] {'k'}, new StringValue(value.getBytes(StandardCharsets.UTF_8)), -1);
            Path file = elsewhere.resolve(lsn + ".rdb");
            RdbFile.write(file, RdbWriter.Compression.LZF, out -> {
                new RdbInfo(new Timeline(1, 2), 0, new Position(1, lsn), 1_000 + lsn, note(lsn)).write(out);
                new KeyspaceRdbWriter(out, KeyspaceRdbWriter.KEEP_EXPIRED).write(keyspace);
            });
            return new Stored(Files.readAllBytes(file), note(lsn));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Stored damaged(Stored snapshot) {
        byte[] bytes = snapshot.bytes().clone();
        bytes[bytes.length / 2] ^= 1;
        return new Stored(bytes, snapshot.note(), snapshot.sha256());
    }

    private record Stored(byte[] bytes, KafkaNote note, String sha256) implements BaseSource.Snapshot {
        Stored(byte[] bytes, KafkaNote note) {
            this(bytes, note, sha256(bytes));
        }

        private static String sha256(byte[] bytes) {
            try {
                return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String name() {
            return note.filter().lastLsn() + ".rdb";
        }

        @Override
        public long timeMs() {
            return note.filter().lastTimeMs();
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    private final class Registrations implements ClusterDirectory {
        @Override
        public void join(int shards) {}

        @Override
        public void announcePrimary(int shard, String node, String address, long epoch) {}

        @Override
        public void announceReader(Reader reader) {
            assertTrue(reader.timeToLiveMs() > 60_000);
            registered.add(reader.name());
        }

        @Override
        public ClusterMap map() {
            return new ClusterMap(1, List.of(), List.of());
        }

        @Override
        public void close() {}
    }
}
