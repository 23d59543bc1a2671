package io.headwater.archive;

import io.headwater.archive.store.Content;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A local file that holds an object while it grows. It loses its name as soon as it is open, so that the system frees it with the process, however
 * that ends. One thread.
 */
final class Spool implements AutoCloseable {
    private final Path directory;
    private final FileChannel channel;
    private long bytes;

    private Spool(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    static Spool create(Path directory) {
        Path path = directory.resolve("headwater-spool-" + UUID.randomUUID());
        try {
            Files.createDirectories(directory);
            return new Spool(
                    directory,
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE));
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    long bytes() {
        return bytes;
    }

    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                ByteBuffer rest = ByteBuffer.wrap(source, offset, length);
                while (rest.hasRemaining()) {
                    bytes += channel.write(rest, bytes);
                }
            }
        };
    }

    /** The bytes from a position on. Several streams may be open at a time. */
    InputStream input(long from) {
        return new InputStream() {
            private long position = from;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                int read = channel.read(ByteBuffer.wrap(target, offset, length), position);
                position += Math.max(0, read);
                return read;
            }
        };
    }

    /** All bytes, valid until this spool is closed. */
    Content content() {
        return new Content() {
            @Override
            public long length() {
                return bytes;
            }

            @Override
            public InputStream open() {
                return input(0);
            }
        };
    }

    HeadwaterException failed(IOException e) {
        return failed(directory, e);
    }

    private static HeadwaterException failed(Path directory, IOException e) {
        return new HeadwaterException(
                "cannot keep an object in " + directory + ": " + e.getMessage(),
                "free some room there, or set TMPDIR or java.io.tmpdir to another directory",
                HeadwaterException.EXIT_UNAVAILABLE,
                e);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
