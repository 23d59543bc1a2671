package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShortDecimalsTest {
    private static final MathContext SEVENTEEN_DIGITS = new MathContext(17, RoundingMode.HALF_EVEN);

    @Test
    void textHasSeventeenExactDigits() {
        Random random = new Random(1);
        int written = 0;
        for (int i = 0; i < 300_000; i++) {
            double value = value(random, i);
            byte[] text = ShortDecimals.text(value);
            if (text == null) continue;
            written++;
            String expected = new BigDecimal(value).round(SEVENTEEN_DIGITS).stripTrailingZeros().toPlainString();
            assertEquals(expected, Bytes.text(text, 0, text.length));
            assertEquals(value, Double.parseDouble(expected));
        }
        assertTrue(written > 150_000, "only " + written + " values were in its range");
    }

    private static double value(Random random, int i) {
        return switch (i % 6) {
            case 0 -> random.nextDouble();
            case 1 -> random.nextInt(2_000_000) / 1000.0 - 1000;
            case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(18) - 3);
            // Halves of the last digit: ties.
            case 3 -> (random.nextLong() >>> 12) / (double) (1L << random.nextInt(53));
            case 4 -> Math.nextDown(Math.pow(10, random.nextInt(19) - 3));
            default -> Double.longBitsToDouble(random.nextLong());
        };
    }

    @Test
    void whatIsOutOfRangeIsLeftToTheGeneralWay() {
        for (double value : new double[] {0, 0.0009, 1L << 52, 1e300, 1e-300, Double.POSITIVE_INFINITY, Double.NaN}) assertNull(ShortDecimals.text(value));
        assertArrayEquals(Bytes.of("0.10000000000000001"), assertNotNullText(0.1));
        assertArrayEquals(Bytes.of("-3.1400000000000001"), assertNotNullText(-3.14));
        assertArrayEquals(Bytes.of("2.5"), assertNotNullText(2.5));
    }

    private static byte[] assertNotNullText(double value) {
        byte[] text = ShortDecimals.text(value);
        assertNotNull(text);
        return text;
    }

    @Test
    void shortTextIsParsedAsTheNearestDouble() {
        Random random = new Random(2);
        for (int i = 0; i < 200_000; i++) {
            int digits = 1 + random.nextInt(15);
            StringBuilder text = new StringBuilder();
            for (int d = 0; d < digits; d++) text.append((char) ('0' + random.nextInt(10)));
            if (random.nextInt(4) > 0) text.insert(random.nextInt(digits + 1), '.');
            if (random.nextBoolean()) text.insert(0, random.nextBoolean() ? '-' : '+');
            assertEquals(Double.parseDouble(text.toString()), parse(text.toString()), text.toString());
        }
        assertEquals(-0.0, parse("-0"));
    }

    @Test
    void everythingElseIsNotForIt() {
        for (String text : new String[] {"", "-", ".", "+.", "1.2.3", "1e5", "inf", "nan", " 1", "1 ", "0x1", "1234567890123456", "--1"}) {
            assertTrue(Double.isNaN(parse(text)), text);
        }
    }

    private static double parse(String text) {
        return ShortDecimals.parse(Bytes.of("<" + text + ">"), 1, text.length());
    }
}
