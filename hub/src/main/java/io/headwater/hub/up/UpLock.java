package io.headwater.hub.up;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One {@code up} per directory: an exclusive lock on {@code DIR/up.lock}, which says who holds it. */
public final class UpLock implements AutoCloseable {
    private static final String FILE = "up.lock";

    private final FileChannel channel;

    private UpLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock; makes the directory when absent.
     *
     * @throws HeadwaterException if another holds it, or the directory is not writable
     */
    public static UpLock take(Path directory, int port) {
        Path file = directory.resolve(FILE);
        try {
            Files.createDirectories(directory);
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw held(directory, Files.readString(file).strip());
            }
            channel.truncate(0);
            String holder = "process " + ProcessHandle.current().pid() + ", port " + port + "\n";
            channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
            return new UpLock(channel);
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot use the directory " + directory + ": " + e.getMessage(),
                    "choose one that you may write to with --dir",
                    HeadwaterException.EXIT_UNAVAILABLE,
                    e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    private static HeadwaterException held(Path directory, String holder) {
        return new HeadwaterException(
                "another `headwater up` runs in " + directory + (holder.isEmpty() ? "" : " (" + holder + ")"),
                "stop it, or choose another directory with --dir",
                HeadwaterException.EXIT_UNAVAILABLE);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the process in any case.
        }
    }
}
