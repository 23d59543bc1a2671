package io.headwater.cache.rdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeSet;

/** Small random files with all types of values, written through {@link RdbWriter}'s calls. */
final class RandomFile {
    private static final double[] SCORES = {
        0, 1, -1, 0.1, 1e300, -5e-324, 1L << 53, 1e17, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    private final Random random;
    private final RdbVisitor to;

    RandomFile(Random random, RdbVisitor to) {
        this.random = random;
        this.to = to;
    }

    void write(int keys) throws IOException {
        to.aux(bytes("redis-ver"), bytes("7.0.15"));
        for (int i = 0; i < keys; i++) {
            if (random.nextInt(5) == 0 || i == 0) {
                to.selectDb(random.nextInt(16));
                to.resizeDb(random.nextInt(100), random.nextInt(100));
            }
            key(bytes("key" + i));
        }
    }

    private void key(byte[] key) throws IOException {
        long expireAtMs = random.nextInt(3) == 0 ? random.nextLong(1L << 50) : RdbVisitor.NO_EXPIRY;
        TreeSet<String> distinct = new TreeSet<>();
        int type = random.nextInt(5);
        int count = random.nextInt(20) == 0 ? 600 : 1 + random.nextInt(10);
        boolean integers = random.nextBoolean();
        while (distinct.size() < count) {
            distinct.add(integers ? "" + (random.nextLong() >> random.nextInt(64)) : text());
        }
        switch (type) {
            case 0 -> to.string(key, bytes(text()), expireAtMs);
            case 1 -> to.beginHash(key, count, expireAtMs);
            case 2 -> to.beginList(key, random.nextBoolean() ? count : RdbVisitor.UNKNOWN_COUNT, expireAtMs);
            case 3 -> to.beginSet(key, count, expireAtMs);
            default -> to.beginSortedSet(key, count, expireAtMs);
        }
        if (type == 0) {
            return;
        }
        for (String element : distinct) {
            switch (type) {
                case 1 -> to.field(bytes(element), bytes(text()));
                case 2 -> to.element(bytes(element));
                case 3 -> to.member(bytes(element));
                default -> to.scored(bytes(element), score());
            }
        }
        to.end();
    }

    private double score() {
        return random.nextBoolean() ? SCORES[random.nextInt(SCORES.length)] : random.nextInt(1000) / 8.0;
    }

    private String text() {
        int length = switch (random.nextInt(12)) {
            case 0 -> 60 + random.nextInt(10);
            case 1 -> random.nextInt(5_000);
            default -> random.nextInt(20);
        };
        int letters = random.nextBoolean() ? 2 : 256;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(letters));
        }
        return text.toString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
