package io.headwater.hub.backup;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one place on this machine where a cluster is drilled. Whoever holds its lock removes what a drill that was killed has left there, and the operating system gives the lock
 * back when its holder dies. One thread.
 */
final class DrillScratch implements AutoCloseable {
    private final Path directory;
    private final FileChannel lockFile;

    private DrillScratch(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Takes the place, empty.
     *
     * @param temporary where temporary files go
     * @throws HeadwaterException if another drill of the cluster is running, or nothing can be written there
     */
    static DrillScratch take(Path temporary, String cluster) {
        Path root = temporary.resolve("headwater-drill-" + System.getProperty("user.name"));
        try {
            Files.createDirectories(root);
            FileChannel channel = FileChannel.open(
                    root.resolve(cluster + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new HeadwaterException(
                        "another drill of cluster " + cluster + " is running", "wait for its end", HeadwaterException.EXIT_UNAVAILABLE);
            }
            Path directory = root.resolve(cluster);
            delete(directory);
            Files.createDirectories(directory);
            return new DrillScratch(directory, channel);
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot use " + root + ": " + e.getMessage(), "set java.io.tmpdir to another directory", HeadwaterException.EXIT_UNAVAILABLE, e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held in this very process
        }
    }

    /** Empty when taken. */
    Path directory() {
        return directory;
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }

    /** Leaves nothing there but the lock's file. */
    @Override
    public void close() {
        try (lockFile) {
            delete(directory);
        } catch (IOException e) {
            // The next drill tries again.
        }
    }
}
