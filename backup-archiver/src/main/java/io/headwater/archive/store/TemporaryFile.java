package io.headwater.archive.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that is being written beside the objects, hidden by its name. The writer holds a lock on it, which the kernel drops when the process
 * dies however it dies; so {@link #sweep} tells leftovers from files in use without a clock.
 */
final class TemporaryFile implements AutoCloseable {
    private static final String PREFIX = ".put-";

    /** Files that this process writes. A sweep must not even open them: on POSIX, closing any channel of a file drops the process's locks on it. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private TemporaryFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static TemporaryFile create(Path directory) throws IOException {
        while (true) {
            Path path = directory.resolve(PREFIX + UUID.randomUUID());
            OURS.add(path);
            FileChannel channel = open(path);
            // A sweep between the two calls may have taken the file for a leftover; then there is nothing to lock, or no name any more.
            FileLock lock = channel.tryLock();
            if (lock != null && Files.exists(path)) {
                return new TemporaryFile(path, channel);
            }
            channel.close();
            OURS.remove(path);
        }
    }

    private static FileChannel open(Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            OURS.remove(path);
            throw e;
        }
    }

    /** Whether a file's name is that of a temporary one. */
    static boolean is(Path file) {
        return file.getFileName().toString().startsWith(PREFIX);
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /** Ends the writing; removes the file unless it was moved away. */
    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(path);
        } finally {
            OURS.remove(path);
        }
    }

    static int sweep(Path directory) throws IOException {
        int swept = 0;
        if (!Files.isDirectory(directory)) {
            return swept;
        }
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path leftover : leftovers) {
                swept += sweepOne(leftover) ? 1 : 0;
            }
        }
        return swept;
    }

    private static boolean sweepOne(Path leftover) throws IOException {
        if (OURS.contains(leftover)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(leftover, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null && Files.deleteIfExists(leftover);
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
