package io.headwater.archive;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.ShardArchiverTest.ArchivedLog;
import io.headwater.archive.store.Content;
import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.archive.store.ObjectInfo;
import io.headwater.archive.store.ObjectStore;
import io.headwater.archive.store.ObjectStores;
import io.headwater.archive.store.StoreException;
import io.headwater.archive.testing.FakeTopic;
import io.headwater.archive.testing.FaultyWire;
import io.headwater.archive.testing.FaultyWire.Fault;
import io.headwater.archive.testing.LateListingStore;
import io.headwater.archive.testing.LogHistory;
import io.headwater.archive.testing.S3Server;
import io.headwater.replication.RecordSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that answer late, wrongly or not at all: what ends in the archive is the log, once. */
class ShardArchiverOnBadStoresTest {
    private static final RollPolicy POLICY = new RollPolicy(1 << 20, 1_000);

    @TempDir
    Path directory;

    private long clockMs;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 20, 1000})
    void aListingThatLagsBehindMakesNeitherGapsNorDuplicates(int late) {
        LogHistory log = new LogHistory(0, late).steps(200);
        MemoryObjectStore objects = new MemoryObjectStore();
        Archive archive = new Archive(new LateListingStore(objects, late), "main");
        Random random = new Random(late);
        for (int life = 0; life < 25; life++) {
            // An archiver that ends without storing what it has read, as one that is killed.
            try (ShardArchiver archiver = archiver(archive, log, random)) {
                for (int i = random.nextInt(8); i > 0; i--) {
                    clockMs += random.nextInt(2_000);
                    archiver.doWork(Duration.ZERO);
                }
            }
        }
        try (ShardArchiver archiver = archiver(archive, log, random)) {
            while (archiver.nextOffset() < log.records().size()) {
                clockMs += random.nextInt(2_000);
                archiver.doWork(Duration.ZERO);
            }
            archiver.flush();
        }
        ArchivedLog.verify(new Archive(objects, "main"), objects, log);
    }

    @Test
    void aServerThatErrsAndConnectionsThatBreakMakeNeitherGapsNorDuplicates() throws IOException {
        LogHistory log = new LogHistory(0, 5).steps(80);
        Random random = new Random(5);
        List<Fault> faults = List.of(Fault.UNAVAILABLE, Fault.BROKEN, Fault.LOST_ANSWER, Fault.CUT_REQUEST, Fault.CUT_ANSWER);
        int failures = 0;
        try (S3Server server = S3Server.start(directory);
                FaultyWire wire = new FaultyWire(server.port());
                ObjectStore store = ObjectStores.open(S3Server.url("bad", wire.port()))) {
            Archive archive = new Archive(store, "main");
            ShardArchiver archiver = archiver(archive, log, random);
            while (archiver.nextOffset() < log.records().size()) {
                clockMs += random.nextInt(2_000);
                wire.next(random.nextInt(3), faults.get(random.nextInt(faults.size())));
                try {
                    if (random.nextInt(12) == 0) {
                        archiver.close();
                        archiver = archiver(archive, log, random);
                    }
                    archiver.doWork(Duration.ZERO);
                } catch (StoreException e) {
                    assertTrue(e.isTemporary(), e.getMessage());
                    failures++;
                }
            }
            wire.next(0, Fault.BROKEN);
            archiver.flush();
            archiver.close();
            MemoryObjectStore copy = copy(store);
            ArchivedLog.verify(new Archive(copy, "main"), copy, log);
            assertTrue(failures < 50, failures + " calls were not repeated often enough");
        }
    }

    private static MemoryObjectStore copy(ObjectStore store) throws IOException {
        MemoryObjectStore copy = new MemoryObjectStore();
        for (ObjectInfo object : store.list("")) {
            try (InputStream in = store.get(object.name())) {
                copy.put(object.name(), Content.of(in.readAllBytes()));
            }
        }
        return copy;
    }

    private ShardArchiver archiver(Archive archive, LogHistory log, Random random) {
        FakeTopic topic = new FakeTopic("topic", log.records(), 1 + random.nextInt(9));
        return new ShardArchiver(archive, 0, topic, new RecordSchemas(null), POLICY, directory.resolve("spool"), () -> clockMs);
    }
}
