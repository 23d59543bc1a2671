package io.headwater.cache.rdb;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Puts whole RDB files on disk: under its name a file is either complete and durable, or not there. */
public final class RdbFile {
    private RdbFile() {}

    /** Writes a file's content, without its header and end. */
    @FunctionalInterface
    public interface Content {
        void write(RdbWriter out) throws IOException;
    }

    /**
     * Writes {@code target} by way of a file beside it, whose name ends in {@code .tmp} and which a failure leaves no trace
     * of: written, synced, renamed over whatever was there, and the directory synced.
     *
     * @return the file's size in bytes
     */
    public static long write(Path target, RdbWriter.Compression compression, Content content) throws IOException {
        return write(target, compression, content,
                (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
    }

    /**
     * As {@link #write}, but never over a file.
     *
     * @throws FileAlreadyExistsException if there is one, also one that came while this was written
     */
    public static long create(Path target, RdbWriter.Compression compression, Content content) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        // A rename replaces its target without asking; a second name for the file does not.
        return write(target, compression, content, (from, to) -> Files.createLink(to, from));
    }

    @FunctionalInterface
    private interface Placement {
        void place(Path from, Path to) throws IOException;
    }

    private static long write(Path target, RdbWriter.Compression compression, Content content, Placement placement)
            throws IOException {
        Path absolute = target.toAbsolutePath();
        Path beside = absolute.resolveSibling(absolute.getFileName() + ".tmp");
        try {
            long bytes = writeAndSync(beside, compression, content);
            placement.place(beside, absolute);
            Files.deleteIfExists(beside);
            syncDirectory(absolute);
            return bytes;
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static long writeAndSync(Path file, RdbWriter.Compression compression, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            RdbWriter out = new RdbWriter(Channels.newOutputStream(channel), compression);
            content.write(out);
            out.finish();
            channel.force(true);
            return out.bytes();
        }
    }

    private static void syncDirectory(Path file) throws IOException {
        Path directory = file.getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
