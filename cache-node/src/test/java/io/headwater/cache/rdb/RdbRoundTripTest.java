package io.headwater.cache.rdb;

import static io.headwater.cache.rdb.RandomFile.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RdbRoundTripTest {
    @Test
    void whatIsWrittenComesBack() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            for (RdbWriter.Compression compression : RdbWriter.Compression.values()) {
                RdbContents expected = new RdbContents();
                new RandomFile(new Random(seed), expected).write(30);
                ByteArrayOutputStream file = new ByteArrayOutputStream();
                // A bound this small sends some lists down the path of the old form.
                RdbWriter writer = new RdbWriter(file, compression, 20_000);
                new RandomFile(new Random(seed), writer).write(30);
                writer.finish();
                assertEquals(file.size(), writer.bytes());
                assertEquals(30, writer.keys());
                RdbContents actual = RdbContents.of(new ByteArrayInputStream(file.toByteArray()));
                assertEquals(List.of(), expected.differencesTo(actual), "seed " + seed);
                assertEquals(expected.aux(), actual.aux());
            }
        }
    }

    @Test
    void everyStringLengthAroundTheFormatsLimitsComesBack() throws IOException {
        for (int length : new int[] {0, 1, 20, 21, 62, 63, 64, 4095, 4096, 16382, 16383, 16384, 65535, 262_143, 262_144, 262_145, 5_000_000}) {
            for (int letters : new int[] {1, 2, 256}) {
                byte[] value = new byte[length];
                Random random = new Random(length);
                for (int i = 0; i < length; i++) {
                    value[i] = (byte) random.nextInt(letters);
                }
                ByteArrayOutputStream file = new ByteArrayOutputStream();
                RdbWriter writer = new RdbWriter(file, RdbWriter.Compression.LZF);
                writer.string(value, value, 5);
                writer.beginList(bytes("l"), 2, RdbVisitor.NO_EXPIRY);
                writer.element(value);
                writer.element(value);
                writer.end();
                writer.finish();
                RdbContents contents = RdbContents.of(new ByteArrayInputStream(file.toByteArray()));
                String text = RdbContents.text(value);
                assertEquals(new RdbContents.Key(text, 5), contents.keysByDb().get(0).get(text));
                assertEquals(List.of(text, text), contents.keysByDb().get(0).get("l").value());
            }
        }
    }

    @Test
    void aNegativeZeroKeepsItsSign() throws IOException {
        for (int count : new int[] {1, 200}) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            RdbWriter writer = new RdbWriter(file, RdbWriter.Compression.NONE);
            writer.beginSortedSet(bytes("z"), count, RdbVisitor.NO_EXPIRY);
            for (int i = 0; i < count; i++) {
                writer.scored(bytes("m" + i), -0.0);
            }
            writer.end();
            writer.finish();
            Object scores = RdbContents.of(new ByteArrayInputStream(file.toByteArray())).keysByDb().get(0).get("z").value();
            assertEquals("-0.0", ((Map<?, ?>) scores).get("m0"));
        }
    }

    @Test
    void aCollectionThatBreaksItsAnnouncementIsRefused() throws IOException {
        RdbWriter writer = new RdbWriter(new ByteArrayOutputStream(), RdbWriter.Compression.NONE);
        assertThrows(IllegalArgumentException.class, () -> writer.beginHash(bytes("h"), 0, -1));
        writer.beginHash(bytes("h"), 2, -1);
        assertThrows(IllegalStateException.class, () -> writer.member(bytes("m")));
        assertThrows(IllegalStateException.class, writer::finish);
        writer.field(bytes("f"), bytes("v"));
        assertThrows(IllegalStateException.class, writer::end);
        writer.field(bytes("g"), bytes("v"));
        assertThrows(IllegalStateException.class, () -> writer.field(bytes("x"), bytes("v")));
        writer.end();
        assertThrows(IllegalStateException.class, writer::end);
        assertThrows(IllegalArgumentException.class, () -> {
            writer.beginSortedSet(bytes("z"), 1, -1);
            writer.scored(bytes("m"), Double.NaN);
        });
    }

    @Test
    void aSetWithAnIntegerTwiceIsRefused() throws IOException {
        RdbWriter writer = new RdbWriter(new ByteArrayOutputStream(), RdbWriter.Compression.NONE);
        writer.beginSet(bytes("s"), 2, -1);
        writer.member(bytes("7"));
        writer.member(bytes("7"));
        assertThrows(IllegalArgumentException.class, writer::end);
    }
}
