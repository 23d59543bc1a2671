package io.headwater.archive.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes to be stored, which a store may read more than once. They must not change meanwhile. */
public interface Content {
    /** How many bytes {@link #open} gives. */
    long length() throws IOException;

    /** The bytes from the first on; the caller closes the stream. */
    InputStream open() throws IOException;

    /** The bytes of an array. */
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** The bytes of a file. */
    static Content of(Path file) {
        return new Content() {
            @Override
            public long length() throws IOException {
                return Files.size(file);
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }
}
