package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.binlog.LostWritesLedger;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.node.base.BaseSource;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.cache.rdb.KeyspaceRdbWriter;
import io.headwater.cache.rdb.RdbFile;
import io.headwater.cache.rdb.RdbInfo;
import io.headwater.cache.rdb.RdbWriter;
import io.headwater.schemas.EpochEnd;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.RecordId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A former primary whose directory is replaced by a snapshot keeps, in its ledger, what the log may not have: wherever a crash interrupts it. */
@Timeout(60)
class RebaseTest {
    private static final NodePlace PRIMARY = new NodePlace("headwater", 0, 1, NodePlace.Role.PRIMARY, true);
    private static final Random RANDOM = new Random(7);
    /** Of the snapshot. */
    private static final long LSN = 30;

    @TempDir
    Path former;

    @TempDir
    Path elsewhere;

    private final MemoryTopic topic = new MemoryTopic();
    private Path directory;

    /** Ends the process, as far as the directory is concerned. */
    private static final class Crash extends RuntimeException {}

    @Test
    void whatTheLogWentOnWithoutIsInTheLedgerHoweverOftenTheNodeCrashes() throws IOException {
        leaveVoidTail();
        BaseSource.Snapshot snapshot = snapshot(List.of(new EpochEnd(1, 10), new EpochEnd(2, 20)), 3, LSN);
        int crashes = 0;
        while (true) {
            directory = elsewhere.resolve("crash" + crashes);
            copyTree(former, directory);
            Bootstrap.mark(directory);
            int after = crashes;
            if (!bootstrap(snapshot, after)) break;
            crashes++;
            Bootstrap.mark(directory);
            assertFalse(bootstrap(snapshot, Integer.MAX_VALUE));
            assertReplaced(21, 25);
        }
        assertReplaced(21, 25);
        assertTrue(crashes >= 5, crashes + " crash points");
    }

    @Test
    void whatTheSnapshotCannotProveToBeInTheLogIsKeptAsWell() throws IOException {
        leaveVoidTail();
        directory = former;
        Bootstrap.mark(directory);
        assertFalse(bootstrap(snapshot(List.of(new EpochEnd(1, 10)), 2, 18), Integer.MAX_VALUE));
        assertEquals(keys(19, 25), lostKeys());
    }

    @Test
    void whereTheLogHasEverythingTheLedgerStaysEmpty() throws IOException {
        leaveVoidTail();
        directory = former;
        Bootstrap.mark(directory);
        assertFalse(bootstrap(snapshot(List.of(new EpochEnd(1, 10), new EpochEnd(2, 25)), 3, LSN), Integer.MAX_VALUE));
        assertEquals(List.of(), lostKeys());
    }

    /** Ten entries of epoch 1 and ten of epoch 2 that the log has, and five of epoch 2 that it has not. */
    private void leaveVoidTail() throws IOException {
        for (int from = 1; from <= 11; from += 10) {
            MemoryShardLog log = new MemoryShardLog(topic);
            try (CacheNode node = CacheNode.start(TestNode.config(PRIMARY, former), new NodePorts(log, null, BaseBuilder.IN_PROCESS, line -> {}));
                    TestClient client = new TestClient(node.port())) {
                for (int i = from; i < from + 10; i++) client.call("SET", "key" + i, "v");
                long last = from + 9;
                LeadershipTest.await(() -> topic.judged().lastLsn() >= last);
                log.publishes(false);
                for (int i = 21; from > 1 && i <= 25; i++) client.call("SET", "key" + i, "v");
            }
        }
    }

    private boolean bootstrap(BaseSource.Snapshot snapshot, int crashAfter) {
        int[] steps = {0};
        try (NodeDirectory open = NodeDirectory.open(directory, PRIMARY, RANDOM)) {
            Runnable step = () -> {
                if (steps[0]++ == crashAfter) throw new Crash();
            };
            assertNotNull(Bootstrap.run(TestNode.config(PRIMARY, directory), open, shard -> List.of(snapshot), null, step));
            return false;
        } catch (Crash crash) {
            return true;
        }
    }

    private void assertReplaced(int firstLost, int lastLost) {
        assertEquals(keys(firstLost, lastLost), lostKeys());
        assertFalse(Files.exists(directory.resolve("rebase")));
        try (NodeDirectory open = NodeDirectory.open(directory, PRIMARY, RANDOM)) {
            assertEquals(LSN, Recovery.recover(open, new Fold(new Keyspace(16, Hasher.from(RANDOM), false))).lastLsn());
        }
    }

    private static List<String> keys(int first, int last) {
        List<String> keys = new ArrayList<>();
        for (int i = first; i <= last; i++) keys.add("key" + i);
        return keys;
    }

    private List<String> lostKeys() {
        LostWritesLedger ledger = LostWritesLedger.of(directory);
        List<String> keys = new ArrayList<>();
        for (LostWritesLedger.Range range : ledger.list()) {
            ledger.read(range, entry -> keys.add(new String(entry.effects().getFirst().arguments().get(1), StandardCharsets.US_ASCII)));
        }
        return keys;
    }

    private BaseSource.Snapshot snapshot(List<EpochEnd> ends, long epoch, long lsn) throws IOException {
        FilterState filter = new FilterState(
                MemoryTopic.TIMELINE, epoch, 77, "n", "h:1", FailoverMode.MANUAL, lsn, new RecordId(77, lsn), System.currentTimeMillis(), ends);
        KafkaNote note = new KafkaNote("topic", 100, filter);
        Path file = elsewhere.resolve("snapshot.rdb");
        RdbFile.write(file, RdbWriter.Compression.LZF, out -> {
            new RdbInfo(MemoryTopic.TIMELINE, 0, filter.position(), filter.lastTimeMs(), note).write(out);
            new KeyspaceRdbWriter(out, KeyspaceRdbWriter.KEEP_EXPIRED).write(new Keyspace(1, Hasher.from(RANDOM), false));
        });
        return new Stored(Files.readAllBytes(file), note);
    }

    private record Stored(byte[] bytes, KafkaNote note) implements BaseSource.Snapshot {
        @Override
        public String sha256() {
            try {
                return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String name() {
            return "snapshot.rdb";
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

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }
}
