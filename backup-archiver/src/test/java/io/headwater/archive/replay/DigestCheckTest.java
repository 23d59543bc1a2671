package io.headwater.archive.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.Archive;
import io.headwater.archive.ForgedSnapshots;
import io.headwater.archive.SnapshotJob;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.archive.testing.ArchivedShard;
import io.headwater.archive.testing.DigestedLog;
import io.headwater.archive.testing.LogHistory;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.TopicReader.TopicRecord;
import io.headwater.schemas.ArchiveManifest.Proven;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replay compares itself with the primary's digests in the log. */
class DigestCheckTest {
    @TempDir
    Path spool;

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final Archive archive = new Archive(objects, "main");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyRoundThatIsPassedIsProvenWhateverIsWrittenInIt(long seed) {
        LogHistory log = new LogHistory(0, seed).steps(50);
        DigestedLog digests = new DigestedLog(log);
        for (int round = 0; round < 6; round++) {
            digests.round(4, 6);
            log.steps(10);
        }
        // a round in which nothing is flushed has a result
        Proven last = new Proven(digests.round(0, 0), log.lastTimeMs());
        log.heartbeat();
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool).archiveAll(new Random(seed));
        assertEquals(last, replayed(null, log).proven());
        assertEquals(last, replayed(shard.topics(), log).proven());
    }

    @Test
    void aRoundOfWhichTheReplayHoldsAPartProvesNothing() {
        LogHistory log = new LogHistory(0, 3).batch(3).batch(3);
        long beforeMs = log.lastTimeMs();
        long end = new DigestedLog(log).round(0, 0);
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool).archiveAll(new Random(1));
        log.pass(100).heartbeat();
        Replayed whole = replayed(shard.topics(), log);
        assertEquals(end, whole.proven().lsn());
        ShardReplay replay = new ShardReplay(archive, null, () -> new RecordSchemas(null), Progress.NONE);
        assertNull(replay.run(history(null), beforeMs - 1, false).proven());
    }

    @Test
    void aDivergenceNamesLsnAndSlotsAndNothingIsPublished() {
        LogHistory log = new LogHistory(0, 4).batch(5);
        DigestedLog digests = new DigestedLog(log);
        digests.round(0, 0);
        digests.corrupt();
        long lsn = digests.round(0, 0);
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool).archiveAll(new Random(1));
        DivergedException diverged = assertThrows(DivergedException.class, () -> replayed(null, log));
        assertEquals(lsn, diverged.lsn());
        assertEquals(1, diverged.slots().size());
        assertTrue(diverged.getMessage().contains("lsn " + lsn) && diverged.getMessage().contains(diverged.slots().getFirst()), diverged.getMessage());
        assertThrows(DivergedException.class, () -> shard.snapshot(1));
        assertTrue(objects.objects().keySet().stream().noneMatch(name -> name.contains("/snapshot/")));
    }

    @Test
    void aSnapshotCarriesItsProofAndHandsItOn() {
        LogHistory log = new LogHistory(0, 5).batch(5);
        long lsn = new DigestedLog(log).round(0, 0);
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool).snapshot(1);
        log.batch(4);
        SnapshotJob.Taken next = new SnapshotJob(archive, shard.topics(), () -> new RecordSchemas(null), spool, Progress.NONE).run(1).getFirst();
        assertTrue(next.taken());
        assertEquals(lsn, next.proven().lsn());
    }

    @Test
    void aSnapshotThatTheStoreGivesBackOtherwiseIsNotPublished() {
        LogHistory log = new LogHistory(0, 6).batch(5);
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool);
        Archive bad = new Archive(objects.withFaults(point -> {
            if (point.startsWith("after put") && point.endsWith(".rdb")) {
                byte[] stored = objects.objects().get(point.substring("after put ".length()));
                stored[stored.length / 2] ^= 4;
            }
        }), "main");
        assertThrows(RuntimeException.class, () -> new SnapshotJob(bad, shard.topics(), () -> new RecordSchemas(null), spool, Progress.NONE).run(1));
        assertTrue(objects.objects().keySet().stream().noneMatch(name -> name.contains("/snapshot/")), objects.objects().keySet().toString());
    }

    @Test
    void aSnapshotOfOtherKeysIsGoneAroundByAnOlderBaseAndNamed() {
        LogHistory log = new LogHistory(0, 7).batch(5);
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool).archiveAll(new Random(1)).snapshot(1);
        log.batch(5);
        shard.archiveAll(new Random(2));
        String bad = ForgedSnapshots.withAKeyMore(archive, shard.topics(), spool);
        long lsn = new DigestedLog(log).round(0, 0);
        log.pass(10).heartbeat();
        shard.archiveAll(new Random(3));
        Replayed replayed = replayed(null, log);
        assertEquals(lsn, replayed.proven().lsn());
        assertEquals(1, replayed.detours().size());
        assertTrue(replayed.detours().getFirst().contains("snapshot " + bad + ",") && replayed.detours().getFirst().contains("lsn " + lsn), replayed.detours().toString());
        SnapshotJob.Taken next = new SnapshotJob(archive, shard.topics(), () -> new RecordSchemas(null), spool, Progress.NONE).run(1).getFirst();
        assertEquals(lsn, next.proven().lsn(), "the next snapshot is made of the good one");
        assertTrue(replayed(null, log).detours().isEmpty());
    }

    @Test
    void segmentsThatHoldOtherValuesAreGoneAroundByTheTopicAsLongAsThereIsOne() {
        LogHistory log = new LogHistory(0, 8).write(0, new String[] {"SET", "told", "the truth"}).batch(3);
        long lsn = new DigestedLog(log).round(0, 0);
        log.pass(10).heartbeat();
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool).archiveAll(new Random(1), record -> replaced(record, "the truth", "no truths"));
        DivergedException refused = assertThrows(DivergedException.class, () -> replayed(null, log));
        assertEquals(lsn, refused.lsn());
        Replayed replayed = replayed(shard.topics(), log);
        assertEquals(lsn, replayed.proven().lsn());
        assertTrue(replayed.route().segments().isEmpty(), replayed.route().text());
        assertTrue(replayed.detours().getFirst().contains("from the log's beginning"), replayed.detours().toString());
        assertThrows(DivergedException.class, () -> replayed(shard.topicsFrom(1), log), "its front was trimmed");
    }

    @Test
    void aRefusalNamesEveryWayThatWasTried() {
        LogHistory log = new LogHistory(0, 4).batch(5);
        DigestedLog digests = new DigestedLog(log);
        digests.corrupt();
        ArchivedShard shard = new ArchivedShard(archive, 0, log, spool).archiveAll(new Random(1)).snapshot(1);
        digests.round(0, 0);
        DivergedException diverged = assertThrows(DivergedException.class, () -> replayed(shard.topics(), log));
        assertTrue(diverged.getMessage().contains("(snapshot ") && diverged.getMessage().contains("(from the log's beginning, "), diverged.getMessage());
    }

    private static TopicRecord replaced(TopicRecord record, String from, String to) {
        String text = new String(record.value(), StandardCharsets.ISO_8859_1);
        return new TopicRecord(record.offset(), record.key(), text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1), record.fingerprint());
    }

    private Replayed replayed(@Nullable ShardTopics topics, LogHistory log) {
        ShardReplay replay = new ShardReplay(archive, topics, () -> new RecordSchemas(null), Progress.NONE);
        return replay.run(history(topics), log.lastTimeMs(), true);
    }

    private ShardHistory history(@Nullable ShardTopics topics) {
        return new InventoryReader(archive, topics, () -> new RecordSchemas(null)).read(1, 0).shards().getFirst().getFirst();
    }
}
