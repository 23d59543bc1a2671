package io.headwater.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.ShardArchiverTest.ArchivedLog;
import io.headwater.archive.store.MemoryObjectStore;
import io.headwater.archive.testing.FakeTopic;
import io.headwater.archive.testing.LogHistory;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk under the spool is full, and then is not: a file system of a few pages that grows. */
class FullSpoolTest {
    @TempDir
    Path directory;

    private Path spool;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        spool = Files.createDirectory(directory.resolve("spool"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", spool.toString()), "a file system can be mounted only by root");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", spool.toString());
    }

    @Test
    void whatDoesNotFitIsArchivedOnceThereIsRoom() throws IOException, InterruptedException {
        LogHistory log = new LogHistory(0, 3).steps(300);
        MemoryObjectStore objects = new MemoryObjectStore();
        Archive archive = new Archive(objects, "main");
        HeadwaterException full = assertThrows(HeadwaterException.class, () -> archiveAll(archive, log));
        assertEquals(HeadwaterException.EXIT_UNAVAILABLE, full.exitCode()); // what the role tries again
        assertTrue(full.getMessage().contains(spool.toString()), full.getMessage());
        assertTrue(run("mount", "-o", "remount,size=64m", spool.toString()));
        archiveAll(archive, log);
        ArchivedLog.verify(archive, objects, log);
    }

    private void archiveAll(Archive archive, LogHistory log) {
        try (ShardArchiver archiver = new ShardArchiver(
                archive, 0, new FakeTopic("topic", log.records(), 10), new RecordSchemas(null), RollPolicy.DEFAULT, spool, () -> 0)) {
            while (archiver.nextOffset() < log.records().size()) {
                archiver.doWork(Duration.ZERO);
            }
            archiver.flush();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
