package io.headwater.cache.rdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalTest {
    @Test
    void everyLongComesBackFromItsText() {
        Random random = new Random(1);
        for (long edge : new long[] {0, 1, -1, 9, 10, 255, 256, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1}) {
            assertRoundTrip(edge);
        }
        for (int i = 0; i < 100_000; i++) {
            assertRoundTrip(random.nextLong() >> random.nextInt(64));
        }
    }

    @Test
    void aTextThatWouldNotComeBackIsNoLong() {
        for (String text : List.of("", "-", "-0", "00", "01", "-01", "+1", " 1", "1 ", "1.0", "0x1", "9223372036854775808",
                "-9223372036854775809", "9999999999999999999", "-9999999999999999999", "18446744073709551617", "12345678901234567890123")) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            assertFalse(Decimal.isLong(bytes, 0, bytes.length), text);
        }
    }

    private static void assertRoundTrip(long value) {
        byte[] text = Decimal.text(value);
        assertEquals(Long.toString(value), new String(text, StandardCharsets.US_ASCII));
        assertTrue(Decimal.isLong(text, 0, text.length));
        assertEquals(value, Decimal.parse(text, 0, text.length));
    }
}
