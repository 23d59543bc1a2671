package io.headwater.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.archive.store.StoreException;
import io.headwater.archive.testing.ArchivedShard;
import io.headwater.archive.testing.FakeTopic;
import io.headwater.archive.testing.LogHistory;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Segment;
import io.headwater.schemas.HeadwaterException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardArchiverTest {
    private static final RollPolicy POLICY = new RollPolicy(1 << 20, 10_000);

    @TempDir
    Path spool;

    private long clockMs;

    /** Stands for a kill -9: nothing after it runs. */
    private static final class Killed extends Error {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void afterDeathsAtAnyPointTheArchiveHoldsTheLogOnceAndNothingElse(long seed) {
        LogHistory log = new LogHistory(0, seed).steps(250);
        MemoryObjectStore objects = new MemoryObjectStore();
        Random random = new Random(seed);
        int deaths = 0;
        boolean done = false;
        while (!done) {
            int[] left = {random.nextInt(7)};
            MemoryObjectStore store = objects.withFaults(point -> {
                if (left[0]-- == 0) {
                    throw new Killed();
                }
            });
            try {
                done = archiveAll(new Archive(store, "main"), log, random);
            } catch (Killed e) {
                deaths++;
            }
        }
        assertTrue(deaths > 3, "deaths: " + deaths);
        ArchivedLog.verify(new Archive(objects, "main"), objects, log);
    }

    @Test
    void afterOneDeathAtEachPointInTurnTheArchiveIsTheSame() {
        LogHistory log = new LogHistory(0, 9).steps(60);
        int point = 0;
        for (boolean survived = false; !survived; point++) {
            MemoryObjectStore objects = new MemoryObjectStore();
            int[] left = {point};
            MemoryObjectStore deadly = objects.withFaults(at -> {
                if (left[0]-- == 0) {
                    throw new Killed();
                }
            });
            try {
                survived = archiveAll(new Archive(deadly, "main"), log, new Random(9));
            } catch (Killed e) {
                archiveAll(new Archive(objects, "main"), log, new Random(10));
            }
            ArchivedLog.verify(new Archive(objects, "main"), objects, log);
        }
        assertTrue(point > 10, "points: " + point);
    }

    /** Reads the whole log with steps of the clock in between; returns true at its end. */
    private boolean archiveAll(Archive archive, LogHistory log, Random random) {
        try (ShardArchiver archiver = archiver(archive, new FakeTopic("topic", log.records(), 1 + random.nextInt(6)))) {
            while (archiver.nextOffset() < log.records().size()) {
                clockMs += random.nextInt(6000);
                archiver.doWork(Duration.ZERO);
            }
            clockMs += 10_000;
            archiver.doWork(Duration.ZERO);
            archiver.flush();
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void aStoreThatFailsNowAndThenCostsNothingButTime(long seed) {
        LogHistory log = new LogHistory(0, seed).steps(250);
        MemoryObjectStore objects = new MemoryObjectStore();
        Random random = new Random(seed);
        Archive flaky = new Archive(
                objects.withFaults(point -> {
                    if (random.nextInt(3) == 0) {
                        throw new StoreException("no answer " + point, new IOException());
                    }
                }),
                "main");
        try (ShardArchiver archiver = archiver(flaky, new FakeTopic("topic", log.records(), 7))) {
            for (int attempt = 0; attempt < 10_000; attempt++) {
                try {
                    clockMs += 3000;
                    archiver.doWork(Duration.ZERO);
                    if (archiver.nextOffset() == log.records().size()) {
                        archiver.flush();
                        break;
                    }
                } catch (StoreException e) {
                    // as the role does: again
                }
            }
        }
        ArchivedLog.verify(new Archive(objects, "main"), objects, log);
    }

    @Test
    void twoArchiversOfOneShardMakeOneArchive() {
        LogHistory log = new LogHistory(0, 21).steps(200);
        MemoryObjectStore objects = new MemoryObjectStore();
        Archive archive = new Archive(objects, "main");
        Random random = new Random(21);
        try (ShardArchiver one = archiver(archive, new FakeTopic("topic", log.records(), 5));
                ShardArchiver two = archiver(archive, new FakeTopic("topic", log.records(), 9))) {
            for (int i = 0; i < 300; i++) {
                clockMs += random.nextInt(8000);
                (random.nextBoolean() ? one : two).doWork(Duration.ZERO);
            }
            one.flush();
            two.flush();
            assertEquals(one.archived(), two.archived());
        }
        ArchivedLog.verify(archive, objects, log);
    }

    @Test
    void anIdleLogMakesNoSegmentsAndStillSaysHowFarItWasRead() {
        LogHistory log = new LogHistory(0, 31).write(0, new String[] {"SET", "k", "v"});
        MemoryObjectStore objects = new MemoryObjectStore();
        Archive archive = new Archive(objects, "main");
        try (ShardArchiver archiver = archiver(archive, new FakeTopic("topic", log.records(), 50))) {
            work(archiver, 10_000);
            int segments = archive.segments(0, log.timeline()).size();
            assertEquals(1, segments);
            for (int second = 0; second < 60; second++) {
                log.pass(1000).heartbeat();
                work(archiver, 1000);
            }
            assertEquals(segments, archive.segments(0, log.timeline()).size());
            long seenMs = ((ArchiveManifest.Seen) archive.seen(0, log.timeline()).orElseThrow().content()).timeMs();
            assertTrue(log.lastTimeMs() - seenMs <= 11_000, "seen " + (log.lastTimeMs() - seenMs) + " ms ago");
            log.write(0, new String[] {"SET", "k", "w"});
            work(archiver, 10_000);
        }
        ArchivedLog.verify(archive, objects, log);
    }

    @Test
    void aRestartOnAnIdleLogReadsNothingAgainButTheLastHeartbeat() {
        LogHistory log = new LogHistory(0, 32).write(0, new String[] {"SET", "k", "v"});
        Archive archive = new Archive(new MemoryObjectStore(), "main");
        try (ShardArchiver archiver = archiver(archive, new FakeTopic("topic", log.records(), 50))) {
            work(archiver, 10_000);
            for (int i = 0; i < 100; i++) {
                log.heartbeat();
            }
            work(archiver, 10_000);
            work(archiver, 10_000);
        }
        FakeTopic again = new FakeTopic("topic", log.records(), 50);
        try (ShardArchiver archiver = archiver(archive, again)) {
            work(archiver, 1);
            assertEquals(log.records().size() - 1, again.firstFetched());
        }
    }

    @Test
    void segmentsAreOrdinaryAvroFiles() throws IOException {
        LogHistory log = new LogHistory(0, 41).steps(100);
        MemoryObjectStore objects = new MemoryObjectStore();
        Archive archive = new Archive(objects, "main");
        archiveAll(archive, log, new Random(41));
        long entries = 0;
        for (SegmentName name : archive.segments(0, log.timeline())) {
            byte[] file = objects.objects().get(archive.segmentObject(0, log.timeline(), name));
            try (DataFileStream<GenericRecord> records =
                    new DataFileStream<>(new ByteArrayInputStream(file), new GenericDatumReader<>())) {
                assertEquals("zstandard", records.getMetaString("avro.codec"));
                for (GenericRecord record : records) {
                    GenericRecord body = (GenericRecord) record.get("body");
                    if (body.getSchema().getName().equals("Batch")) {
                        entries += ((List<?>) body.get("entries")).size();
                    } else if (body.getSchema().getName().equals("Chunk") && body.get("index").equals(0)) {
                        entries++;
                    }
                }
            }
        }
        assertEquals(log.entries().size(), entries);
    }

    @Test
    void aLostManifestIsMadeAgainFromItsSegment() {
        LogHistory log = new LogHistory(0, 51).steps(100);
        MemoryObjectStore objects = new MemoryObjectStore();
        Archive archive = new Archive(objects, "main");
        archiveAll(archive, log, new Random(51));
        List<SegmentName> names = archive.segments(0, log.timeline());
        String manifest = archive.segmentManifest(0, log.timeline(), names.get(names.size() / 2));
        byte[] before = objects.objects().remove(manifest);
        archiver(archive, new FakeTopic("topic", log.records(), 5)).close();
        assertEquals(Containers.manifest(before, "before"), archive.manifest(manifest));
    }

    @Test
    void aTopicWhoseFrontIsGoneIsNotArchivedAsIfItWereWhole() {
        LogHistory log = new LogHistory(0, 61).steps(50);
        Archive archive = new Archive(new MemoryObjectStore(), "main");
        try (ShardArchiver archiver = archiver(archive, new FakeTopic("topic", log.records(), 20, 5))) {
            HeadwaterException refused = assertThrows(HeadwaterException.class, () -> archiver.doWork(Duration.ZERO));
            assertEquals(HeadwaterException.EXIT_CORRUPT, refused.exitCode());
        }
    }

    @Test
    void anotherTopicWithTheSameHistoryIsRefused() {
        LogHistory log = new LogHistory(0, 71).steps(50);
        Archive archive = new Archive(new MemoryObjectStore(), "main");
        archiveAll(archive, log, new Random(1));
        try (ShardArchiver archiver = archiver(archive, new FakeTopic("copied-topic", log.records(), 500))) {
            HeadwaterException refused = assertThrows(HeadwaterException.class, () -> work(archiver, 10_000));
            assertEquals(HeadwaterException.EXIT_FENCED, refused.exitCode());
        }
    }

    @Test
    void nothingIsLeftInTheSpoolDirectory() throws IOException {
        LogHistory log = new LogHistory(0, 81).steps(30);
        try (ShardArchiver archiver = archiver(new Archive(new MemoryObjectStore(), "main"), new FakeTopic("topic", log.records(), 5))) {
            archiver.doWork(Duration.ZERO);
            try (Stream<Path> files = Files.list(spool)) {
                assertEquals(List.of(), files.toList());
            }
        }
    }

    @Test
    void aRecordOfAnUnknownSchemaStopsTheArchiver() {
        LogHistory log = new LogHistory(0, 91).steps(5);
        var last = log.records().removeLast();
        log.records().add(new io.headwater.replication.TopicReader.TopicRecord(last.offset(), null, last.value(), new byte[8]));
        Archive archive = new Archive(new MemoryObjectStore(), "main");
        try (ShardArchiver archiver = archiver(archive, new FakeTopic("topic", log.records(), 500))) {
            assertThrows(HeadwaterException.class, () -> archiver.doWork(Duration.ZERO));
            assertEquals(last.offset(), archiver.nextOffset());
            assertFalse(archiver.nextOffset() == log.records().size());
        }
    }

    @Test
    void whereALogBranchedOffIsKeptBesideItsSegments() {
        Archive origins = new Archive(new MemoryObjectStore(), "main");
        LogHistory branched = new LogHistory(0, 11).marker("branch of cluster=orders shard=0").marker("branch of cluster=orders shard=1").marker("before-migration").batch(2);
        branched.marker("branch of somebody's imagination");
        new ArchivedShard(origins, 0, branched, spool).archiveAll(new Random(1));
        assertEquals(List.of("cluster=orders shard=0", "cluster=orders shard=1"), TimelineOrigin.of(origins, 0, branched.timeline()));
        LogHistory begun = new LogHistory(1, 12).marker("branch of\nnothing").batch(2);
        new ArchivedShard(origins, 1, begun, spool).archiveAll(new Random(1));
        assertEquals(List.of(), TimelineOrigin.of(origins, 1, begun.timeline()));
    }

    private void work(ShardArchiver archiver, long passedMs) {
        archiver.doWork(Duration.ZERO);
        clockMs += passedMs;
        archiver.doWork(Duration.ZERO);
    }

    private ShardArchiver archiver(Archive archive, FakeTopic topic) {
        return new ShardArchiver(archive, 0, topic, new RecordSchemas(null), POLICY, spool, () -> clockMs);
    }

    /** Compares an archive with the log it was made from. */
    static final class ArchivedLog {
        private ArchivedLog() {}

        static void verify(Archive archive, MemoryObjectStore objects, LogHistory log) {
            TreeSet<String> expected = new TreeSet<>();
            List<String> archived = new ArrayList<>();
            var filter = new io.headwater.schemas.LogFilter(0, io.headwater.schemas.FilterState.START);
            var record = new io.headwater.schemas.LogRecordReader();
            long sequence = 0;
            for (SegmentName name : archive.segments(0, log.timeline())) {
                assertEquals(++sequence, name.sequence());
                ArchiveManifest manifest = archive.manifest(archive.segmentManifest(0, log.timeline(), name));
                Segment segment = (Segment) manifest.content();
                expected.add(segment.object().name());
                expected.add(archive.segmentManifest(0, log.timeline(), name));
                SegmentReader reader = new SegmentReader(archive.verified(segment.object()), segment.object().name());
                long effects = 0;
                while (reader.next()) {
                    record.wrap(reader.bytes(), reader.offset(), reader.length());
                    var verdict = filter.judge(record, 0);
                    assertTrue(verdict.valid(), "a void record in " + name);
                    if (verdict == io.headwater.schemas.Verdict.CHUNKED_ENTRY) {
                        record.wrapBatchBody(filter.assembled());
                    }
                    while (verdict.takesEffect() && record.nextEntry()) {
                        int before = (int) effects;
                        long lsn = record.lsn();
                        long timeMs = record.entryTimeMs();
                        while (record.nextEffect()) {
                            effects++;
                        }
                        archived.add(lsn + " " + timeMs + " " + (effects - before));
                    }
                }
                assertEquals(segment.effects(), effects);
                assertEquals(manifest.end().filter(), filter.state());
            }
            assertEquals(log.entries().stream().map(e -> e.lsn() + " " + e.timeMs() + " " + e.effects().size()).toList(), archived);
            objects.objects().keySet().stream().filter(name -> name.contains("/seen/")).forEach(expected::add);
            assertEquals(expected, new TreeSet<>(objects.objects().keySet()));
        }
    }
}
