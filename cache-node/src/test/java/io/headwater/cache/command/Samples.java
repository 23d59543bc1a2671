package io.headwater.cache.command;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Arguments with which commands go wrong where they can. */
public final class Samples {
    private static final String[] INTEGERS = {
        "0", "1", "-1", "2", "3", "10", "-5", "100", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "2147483648", "01", "+1", " 1", "1 ", "-0",
        "", "abc", "1.5", "0x10", "99999999999999999999"
    };
    private static final String[] FLOATS = {
        "0", "1", "-1", "1.5", "-2.25", "0.1", "3.0e3", "1e-7", "100000000000000000000", "inf", "-inf", "+inf", "infinity", "nan", "1e400", "-1e400", "0x1p3", "1.", ".5", "",
        "abc", "1.5 ", " 1.5", "1e", "5e-324", "1e-400", "0.30000000000000004", "17", "123456789012345678", "1e17", "1e16", "-0", "+2.5"
    };
    private static final String[] VALUES = {
        "", "a", "hello", "0", "7", "9999", "10000", "-12", "3.5", "12345678901234567890", "x\r\ny", "\u0000\u00ff\u0080", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "9223372036854775807", "-9223372036854775808"
    };

    private Samples() {}

    /** One of few keys. */
    public static String key(Random random) {
        return "k" + random.nextInt(6);
    }

    public static String integer(Random random) {
        return random.nextInt(3) == 0 ? INTEGERS[random.nextInt(INTEGERS.length)] : "" + (random.nextInt(41) - 20);
    }

    public static String floating(Random random) {
        if (random.nextInt(3) == 0) return FLOATS[random.nextInt(FLOATS.length)];
        return random.nextBoolean() ? "" + (random.nextInt(2001) - 1000) / 100.0 : "" + random.nextGaussian() * 1e5;
    }

    public static String value(Random random) {
        return random.nextInt(20) == 0 ? "v".repeat(random.nextInt(300)) : VALUES[random.nextInt(VALUES.length)];
    }

    public static byte[] nonsense(Random random) {
        byte[] bytes = new byte[random.nextInt(5)];
        random.nextBytes(bytes);
        return random.nextBoolean() ? bytes : integer(random).getBytes(StandardCharsets.ISO_8859_1);
    }
}
