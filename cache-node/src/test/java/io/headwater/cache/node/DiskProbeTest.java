package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk is healthy while it takes a small write in time. */
@Timeout(60)
class DiskProbeTest {
    private static final long DEADLINE_MS = 50;

    private final AtomicInteger probes = new AtomicInteger();
    private final AtomicReference<DiskProbe.Disk> disk = new AtomicReference<>(() -> {});

    private DiskProbe start() {
        return new DiskProbe(this::probe, DEADLINE_MS).start();
    }

    private void probe() throws IOException {
        disk.get().probe();
        probes.incrementAndGet();
    }

    @Test
    void aDiskThatAnswersIsHealthy() throws IOException {
        try (DiskProbe probe = start()) {
            LeadershipTest.await(() -> probes.get() >= 2);
            assertTrue(probe.isHealthy());
        }
    }

    @Test
    void aDiskThatHangsIsNotUntilItAnswersInTimeAgain() throws IOException {
        CountDownLatch hanging = new CountDownLatch(1);
        disk.set(() -> {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (DiskProbe probe = start()) {
            LeadershipTest.await(() -> !probe.isHealthy());
            assertTrue(probe.lastMs() >= DEADLINE_MS, "it says for how long");
            disk.set(() -> {});
            hanging.countDown();
            LeadershipTest.await(probe::isHealthy);
        }
    }

    @Test
    void aDiskThatRefusesIsNotUntilItTakesWritesAgain() throws IOException {
        disk.set(() -> {
            throw new IOException("input/output error");
        });
        try (DiskProbe probe = start()) {
            LeadershipTest.await(() -> !probe.isHealthy());
            disk.set(() -> {});
            LeadershipTest.await(probe::isHealthy);
        }
    }

    @Test
    void aDirectoryIsProbedByAFileOfFourKibibytes(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("probe");
        try (DiskProbe probe = DiskProbe.of(directory, 10_000).start()) {
            LeadershipTest.await(() -> Files.exists(file) && Files.size(file) == 4096);
            assertTrue(probe.isHealthy());
            block(file);
            LeadershipTest.await(() -> !probe.isHealthy());
            Files.delete(file);
            LeadershipTest.await(probe::isHealthy);
        }
        assertEquals(4096, Files.size(file));
        assertFalse(Files.isDirectory(file));
    }

    /** Puts a folder where the probe's file was, whatever the probe does meanwhile. */
    static void block(Path file) throws IOException {
        while (!Files.isDirectory(file)) {
            Files.deleteIfExists(file);
            try {
                Files.createDirectory(file);
            } catch (FileAlreadyExistsException probed) {
                // the probe was faster
            }
        }
    }
}
