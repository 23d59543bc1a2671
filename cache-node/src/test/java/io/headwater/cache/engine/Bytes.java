package io.headwater.cache.engine;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Byte strings for tests of the values: text stands for bytes one to one, so that models can be built of strings. */
final class Bytes {
    private Bytes() {}

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** A string of mostly small, sometimes awkward length: empty, around the limits of packed forms, larger than a list's chunk. */
    static String content(Random random, int longest) {
        int length = switch (random.nextInt(40)) {
            case 0 -> 0;
            case 1 -> 64;
            case 2 -> 65;
            case 3 -> 254;
            case 4 -> 255;
            case 5 -> 9000;
            default -> random.nextInt(20);
        };
        byte[] bytes = new byte[Math.min(length, longest)];
        random.nextBytes(bytes);
        return text(bytes, 0, bytes.length);
    }
}
