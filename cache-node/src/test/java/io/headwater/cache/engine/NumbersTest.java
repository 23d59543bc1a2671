package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "-1", "9223372036854775807", "-9223372036854775808", "10", "999999999999999999"})
    void canonicalIntegersAreIntegers(String text) {
        assertTrue(Numbers.isLong(ascii(text), 0, text.length()));
        assertEquals(Long.parseLong(text), Numbers.toLong(ascii(text), 0, text.length()));
        assertArrayEquals(ascii(text), Numbers.bytes(Long.parseLong(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", "01", "-0", "-01", " 1", "1 ", "1.0", "a", "9223372036854775808", "-9223372036854775809", "99999999999999999999", "0x1"})
    void othersAreNot(String text) {
        assertFalse(Numbers.isLong(ascii(text), 0, text.length()));
    }

    @Test
    void randomIntegersGoBothWays() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            byte[] text = Numbers.bytes(value);
            assertEquals(Long.toString(value), text(text));
            assertTrue(Numbers.isLong(text, 0, text.length));
            assertEquals(value, Numbers.toLong(text, 0, text.length));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0", "-0.0, -0", "1, 1", "-17, -17", "0.1, 0.10000000000000001", "3.5, 3.5", "1e16, 10000000000000000", "1e17, 1e+17", "123456789012345678, 1.2345678901234568e+17",
        "1e-4, 0.0001", "0.00001, 1.0000000000000001e-05", "5e-324, 4.9406564584124654e-324", "1.7976931348623157e308, 1.7976931348623157e+308", "1e100, 1e+100",
        "99999999999999990, 99999999999999984", "-2.25, -2.25"
    })
    void doublesPrintAsInC(double value, String expected) {
        assertEquals(expected, text(Numbers.bytes(value)));
    }

    @Test
    void printedDoublesParseBackToThemselves() {
        Random random = new Random(2);
        for (int i = 0; i < 50_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isNaN(value)) continue;
            byte[] text = Numbers.bytes(value);
            if (Math.abs(value) < Double.MIN_NORMAL) continue;
            assertEquals(value, Numbers.toDouble(text, 0, text.length));
        }
    }

    @ParameterizedTest
    @CsvSource({"1.5, 1.5", "-1e3, -1000", ".5, 0.5", "5., 5", "+2, 2", "0x1p3, 8", "0x10, 16", "inf, Infinity", "-INF, -Infinity", "Infinity, Infinity", "1e-7, 1e-7"})
    void whatStrtodReadsIsADouble(String text, double expected) {
        assertEquals(expected, Numbers.toDouble(ascii(text), 0, text.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1", "1 ", "nan", "1e", "1f", "1d", "abc", "1e400", "-1e400", "1e-400", "--1", "0x", "1_0"})
    void whatItDoesNotReadIsNone(String text) {
        assertTrue(Double.isNaN(Numbers.toDouble(ascii(text), 0, text.length())));
    }

    @ParameterizedTest
    @CsvSource({"10.5, 0.1, 10.6", "5.0e3, 200, 5200", "1, -1, 0", "3, 1.000000000000000005, 4.00000000000000001", "0.1, 0.2, 0.3", "1e19, 1, 10000000000000000001", "1e20, 1, 100000000000000000000"})
    void extendedSumsReadAsInRedis(String a, String b, String sum) {
        ExtendedFloat first = ExtendedFloat.parse(ascii(a), 0, a.length());
        ExtendedFloat second = ExtendedFloat.parse(ascii(b), 0, b.length());
        assertEquals(sum, text(first.plus(second).text()));
    }

    @Test
    void noTextMakesTheExtendedParserWork() {
        for (String text : new String[] {"1e999999999", "1e-999999999", "x", "", "1e5000", "nan"}) {
            assertNull(ExtendedFloat.parse(ascii(text), 0, text.length()), text);
        }
        assertNull(ExtendedFloat.parse(ascii("inf"), 0, 3).plus(ExtendedFloat.ZERO));
    }
}
