package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Segments as files {@code %020d.seg} of one directory. Other names in it are left alone. */
final class DiskSegmentStore implements SegmentStore {
    private static final Pattern NAME = Pattern.compile("\\d{20}\\.seg");

    private final Path directory;

    /**
     * Makes the directory where it is missing.
     *
     * @throws HeadwaterException if it cannot be made
     */
    DiskSegmentStore(Path directory) {
        this.directory = directory;
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                Path parent = directory.toAbsolutePath().getParent();
                if (parent != null) {
                    syncDirectory(parent);
                }
            }
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot make the binlog's directory " + directory + ": " + e.getMessage(),
                    "check that the directory above it exists and is writable",
                    HeadwaterException.EXIT_UNAVAILABLE,
                    e);
        }
    }

    @Override
    public List<Long> numbers() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .map(name -> Long.parseLong(name.substring(0, 20)))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public SegmentFile create(long number, long size) throws IOException {
        Path path = path(number);
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Preallocation.reserve(path, channel, size);
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(path);
            throw e;
        }
        return new ChannelSegmentFile(channel);
    }

    @Override
    public SegmentFile open(long number, Access access) throws IOException {
        FileChannel channel = access == Access.READ
                ? FileChannel.open(path(number), StandardOpenOption.READ)
                : FileChannel.open(path(number), StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new ChannelSegmentFile(channel);
    }

    /** Opens a file in a segment's format that is none of a directory's segments, to read it. */
    static SegmentFile open(Path path) throws IOException {
        return new ChannelSegmentFile(FileChannel.open(path, StandardOpenOption.READ));
    }

    @Override
    public void delete(long number) throws IOException {
        Files.deleteIfExists(path(number));
    }

    @Override
    public void syncDirectory() throws IOException {
        syncDirectory(directory);
    }

    private static void syncDirectory(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public String describe(long number) {
        return path(number).toString();
    }

    private Path path(long number) {
        return directory.resolve("%020d.seg".formatted(number));
    }

    /** A segment file behind a channel. Positional calls only, so that readers and the writer may share one. */
    private record ChannelSegmentFile(FileChannel channel) implements SegmentFile {
        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            long at = position;
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            channel.force(metadata);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
