package io.headwater.cache.rdb;

import static io.headwater.cache.rdb.RandomFile.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are: a summary or an {@link RdbException}, soon and in bounded memory. */
class HostileInputTest {
    private static final int MUTATIONS = 20_000;

    @TempDir
    Path dir;

    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        int refused = 0;
        for (int seed = 0; seed < MUTATIONS; seed++) {
            Random random = new Random(seed);
            byte[] file = seed % 2 == 0 ? OldEncodings.file() : valid(seed / 500);
            // Without a checksum damage must be found by its own nature.
            Arrays.fill(file, file.length - 8, file.length, (byte) 0);
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                file = mutated(file, random);
            }
            try {
                // With the length known and not, into something that believes everything and into the engine.
                RdbInput in = new RdbInput(new ByteArrayInputStream(file), seed % 3 == 0 ? Long.MAX_VALUE : file.length);
                new RdbReader(in, new RdbContents()).read();
                KeyspaceRdbLoader.load(new ByteArrayInputStream(file), new Keyspace(16, new Hasher(1, 2), false));
            } catch (RdbException e) {
                assertTrue(e.offset() >= 0 && e.offset() <= file.length, e.getMessage());
                refused++;
            } catch (Exception | Error e) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(file), e);
            }
        }
        assertTrue(refused > MUTATIONS / 10, "mutations that were noticed: " + refused);
    }

    private static byte[] mutated(byte[] file, Random random) {
        byte[] bytes = file.clone();
        int at = 9 + random.nextInt(Math.max(1, bytes.length - 9));
        if (at >= bytes.length) {
            return bytes;
        }
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes[at] = (byte) new int[] {0, 127, 0x80, 0x81, 0xc3, 0xf0, 0xf4, 0xfe, 0xff}[random.nextInt(9)];
            case 3 -> bytes = Arrays.copyOf(bytes, at);
            default -> {
                int length = Math.min(1 + random.nextInt(16), bytes.length - at);
                System.arraycopy(file, random.nextInt(file.length - length), bytes, at, length);
            }
        }
        return bytes;
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] file = valid(5);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            RdbException e = assertThrows(RdbException.class, () -> RdbContents.of(new ByteArrayInputStream(cut)));
            assertTrue(e.getMessage().contains("ends too early"), e.getMessage());
        }
    }

    @Test
    void aFlippedBitIsFoundByTheChecksum() throws IOException {
        byte[] file = valid(6);
        Random random = new Random(6);
        for (int round = 0; round < 2_000; round++) {
            byte[] flipped = file.clone();
            flipped[random.nextInt(file.length - 8)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(RdbException.class, () -> RdbContents.of(new ByteArrayInputStream(flipped)));
        }
    }

    @Test
    void lyingLengthsEndAtTheEndOfTheFile() throws IOException {
        String header = "REDIS0010";
        String most = "\u0081\177\377\377\377\377\377\377\377";
        String[] bodies = {
            "\0\u0080\177\377\377\367key",
            "\0" + most,
            "\0\1k\u0080\177\377\377\367" + "v".repeat(5000),
            "\0\1k\303" + most + most,
            "\0\1k\303\4\u0080\177\377\377\377\340\0\0\0",
            "\1\1l" + most + "\1e",
            "\2\1s" + most + "\1e",
            "\4\1h" + most + "\1f\1v",
            "\5\1z" + most + "\1m12345678",
            "\16\1q" + most,
            "\22\1q" + most + "\1\1e",
            "\22\1q\1\2\13\377\377\377\377\1\0\1\1\1\1\377",
            "\372" + most,
            "\365" + most,
            "\376" + most,
            "\0\u0081\377\377\377\377\377\377\377\377",
        };
        for (String body : bodies) {
            byte[] file = bytes(header + body);
            assertThrows(RdbException.class, () -> RdbContents.of(new ByteArrayInputStream(file)), body);
            Path path = Files.write(dir.resolve("lying.rdb"), file);
            assertThrows(RdbException.class, () -> RdbContents.of(path), body);
        }
    }

    @Test
    void whatIsNoRdbFileIsToldAtOnce() {
        assertEquals(0, offsetOf("GARBAGE AND MORE OF IT"));
        assertEquals(0, offsetOf("REDIS00x1"));
        assertEquals(0, offsetOf("REDIS0000\377"));
        assertEquals(0, offsetOf("REDIS0011\377"));
        assertEquals(5, offsetOf("REDIS"));
    }

    @Test
    void moduleDataIsRefused() {
        assertTrue(message("REDIS0010\367\1\2").contains("data of a module"));
        assertTrue(message("REDIS0010\7\3key\1").contains("key 'key' is a module value (RDB type 7)"));
        assertTrue(message("REDIS0010\30\3key\1").contains("unknown value type 24"));
    }

    private static long offsetOf(String file) {
        return assertThrows(RdbException.class, () -> RdbContents.of(new ByteArrayInputStream(bytes(file)))).offset();
    }

    private static String message(String file) {
        return assertThrows(RdbException.class, () -> RdbContents.of(new ByteArrayInputStream(bytes(file)))).getMessage();
    }

    private static byte[] valid(int seed) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        RdbWriter writer = new RdbWriter(file, seed % 2 == 0 ? RdbWriter.Compression.LZF : RdbWriter.Compression.NONE);
        new RandomFile(new Random(seed), writer).write(6);
        writer.finish();
        return file.toByteArray();
    }
}
