package io.headwater.archive.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.DamagedObjectException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAheadTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 262_143, 262_144, 262_145, 5_000_000})
    void allBytesComeInTheirOrder(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        try (InputStream in = new ReadAhead(new ByteArrayInputStream(bytes))) {
            assertArrayEquals(bytes, in.readAllBytes());
            assertEquals(-1, in.read());
            assertEquals(-1, in.read(new byte[10], 0, 10));
        }
    }

    @Test
    void aFailureComesWhereItHappened() throws IOException {
        for (Exception failure : new Exception[] {new IOException("gone"), new DamagedObjectException("a", "is damaged")}) {
            InputStream failing = new InputStream() {
                @Override
                public int read() throws IOException {
                    if (failure instanceof IOException e) {
                        throw e;
                    }
                    throw (RuntimeException) failure;
                }
            };
            try (InputStream in = new ReadAhead(new SequenceInputStream(new ByteArrayInputStream(new byte[262_144]), failing))) {
                assertEquals(262_144, in.readNBytes(262_144).length);
                assertEquals(failure, assertThrows(failure.getClass(), in::read));
                assertEquals(failure, assertThrows(failure.getClass(), in::read));
            }
        }
    }

    @Test
    void closingEarlyEndsTheThreadAndClosesTheStream() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 1;
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
        try (InputStream in = new ReadAhead(endless)) {
            assertEquals(1, in.read());
        }
        assertTrue(closed.get());
    }
}
