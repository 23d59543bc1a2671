package io.headwater.archive.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.Archive;
import io.headwater.archive.store.ObjectStores;
import io.headwater.archive.testing.ArchivedShard;
import io.headwater.archive.testing.FakeTopic;
import io.headwater.archive.testing.LogHistory;
import io.headwater.archive.testing.LogHistory.Written;
import io.headwater.replication.JudgedLog;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LogRecordReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log is read as a whole, wherever its front is by now. */
class ArchivedLogTest {
    @TempDir
    Path directory;

    private final AtomicLong beginning = new AtomicLong();
    private Archive archive;

    @BeforeEach
    void open() {
        archive = new Archive(ObjectStores.open("file:" + directory.resolve("store")), "main");
    }

    private ArchivedShard archived(LogHistory log) {
        return new ArchivedShard(archive, 0, log, directory);
    }

    private JudgedLog read(LogHistory log, Archive from, long wantedLsn) {
        return ArchivedLog.open(
                0,
                note -> new ShardReader(
                        new FakeTopic(ArchivedShard.TOPIC_ID, log.records(), beginning.get(), 7), 0, new RecordSchemas(null), note),
                from,
                segment -> segment.last().lsn() >= wantedLsn);
    }

    /** The lsns of all entries that take effect. */
    private static List<Long> lsns(JudgedLog log, int expected) {
        List<Long> lsns = new ArrayList<>();
        LogRecordReader record = new LogRecordReader();
        for (int idle = 0; idle < 3 && lsns.size() <= expected; ) {
            List<JudgedRecord> records = log.poll(Duration.ZERO);
            idle = records.isEmpty() ? idle + 1 : 0;
            for (JudgedRecord judged : records) {
                if (!judged.verdict().takesEffect()) continue;
                judged.read(record);
                while (record.nextEntry()) lsns.add(record.lsn());
            }
        }
        return lsns;
    }

    private static List<Long> lsns(LogHistory log, long from) {
        return log.entries().stream().map(Written::lsn).filter(lsn -> lsn >= from).toList();
    }

    @Test
    void whatWasTrimmedComesFromTheArchiveAndTheRestFromTheTopic() {
        for (long seed = 1; seed <= 5; seed++) {
            LogHistory log = new LogHistory(0, seed).steps(300);
            archive = new Archive(ObjectStores.open("file:" + directory.resolve("store" + seed)), "main");
            archived(log).archiveAll(new Random(seed));
            long archivedTo = log.records().size();
            log.steps(200);
            beginning.set(archivedTo / 2);
            try (JudgedLog whole = read(log, archive, 0)) {
                assertTrue(whole.neededOffset() <= archivedTo);
                assertEquals(lsns(log, 0), lsns(whole, log.entries().size()), "seed " + seed);
                assertEquals(log.entries().getLast().lsn(), whole.position().lsn());
                assertEquals(log.records().size(), whole.nextOffset());
            }
        }
    }

    @Test
    void aTopicThatHasItsBeginningIsReadAlone() {
        LogHistory log = new LogHistory(0, 9).steps(50);
        try (JudgedLog topic = read(log, null, 0)) {
            assertInstanceOf(ShardReader.class, topic);
        }
    }

    @Test
    void segmentsBeforeWhatIsWantedAreLeftOut() {
        LogHistory log = new LogHistory(0, 3).steps(300);
        archived(log).archiveAll(new Random(3), 10);
        beginning.set(log.records().size());
        long wanted = log.entries().get(log.entries().size() * 3 / 4).lsn();
        try (JudgedLog end = read(log, archive, wanted)) {
            long first = end.beginsAfter().lsn() + 1;
            assertTrue(first > 1 && first <= wanted, "from lsn " + first);
            assertEquals(lsns(log, first), lsns(end, log.entries().size()));
        }
    }

    /** The gate trims up to what the archiver has, also while somebody reads what it had before. */
    @Test
    void whatIsArchivedAndTrimmedMeanwhileIsReadFromTheArchive() {
        LogHistory log = new LogHistory(0, 4).steps(200);
        archived(log).archiveAll(new Random(4));
        beginning.set(1);
        try (JudgedLog whole = read(log, archive, 0)) {
            log.steps(200);
            archived(log).archiveAll(new Random(5));
            beginning.set(log.records().size() - 1);
            log.steps(50);
            assertEquals(lsns(log, 0), lsns(whole, log.entries().size()));
        }
    }

    @Test
    void whatNobodyHasIsAnErrorWithAHint() {
        LogHistory log = new LogHistory(0, 6).steps(100);
        beginning.set(10);
        HeadwaterException noStore = assertThrows(HeadwaterException.class, () -> read(log, null, 0));
        assertTrue(noStore.getMessage().contains("begins at offset 10") && noStore.hint().contains("--store"), noStore.hint());
        HeadwaterException empty = assertThrows(HeadwaterException.class, () -> read(log, archive, 0));
        assertEquals(HeadwaterException.EXIT_UNAVAILABLE, empty.exitCode());
        archived(log).archiveAll(new Random(6));
        log.steps(100);
        beginning.set(log.records().size());
        assertThrows(HeadwaterException.class, () -> read(log, archive, 0), "a hole between archive and topic");
    }
}
