package io.headwater.it.bench;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** The values that a load writes, by the command's number: a few thousand of one length, in turns. */
final class Values {
    private static final int COUNT = 4_096;

    /** What the text kind is made of: as compressible as the JSON of a web application. */
    private static final String[] WORDS = {
        "\"user\":", "\"name\":", "\"session\":", "\"cart\":", "\"price\":", "\"active\"", "\"expires\":", "\"country\":", "true", "false", "null", "\"EUR\"", "\"DE\"",
        "{", "}", ",", "[", "]", "\"2026-11-\"", "\"items\":", "1", "2", "42", "1999"
    };

    private final byte[][] values;

    private Values(byte[][] values) {
        this.values = values;
    }

    /** One letter, again and again: the cheapest for everybody. */
    static Values same(int bytes) {
        return new Values(new byte[][] {"v".repeat(bytes).getBytes(StandardCharsets.US_ASCII)});
    }

    /** Pieces of JSON. */
    static Values text(int bytes) {
        Random random = new Random(1);
        byte[][] values = new byte[COUNT][];
        for (int i = 0; i < COUNT; i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < bytes) {
                text.append(WORDS[random.nextInt(WORDS.length)]);
            }
            values[i] = text.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
        }
        return new Values(values);
    }

    /** Random bytes: nothing can be saved on them. */
    static Values random(int bytes) {
        Random random = new Random(1);
        byte[][] values = new byte[COUNT][bytes];
        for (byte[] value : values) {
            random.nextBytes(value);
        }
        return new Values(values);
    }

    int bytes() {
        return values[0].length;
    }

    byte[] of(long number) {
        return values[(int) (number % values.length)];
    }
}
