package io.headwater.cache.rdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc64Test {
    @Test
    void theCheckValueOfRedisIsMet() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertEquals(0xe9c6d914c4b8d9caL, Crc64.update(0, digits, 0, digits.length));
    }

    @Test
    void anyCutGivesTheSameSum() {
        byte[] bytes = new byte[100];
        new Random(1).nextBytes(bytes);
        long bytewise = 0;
        for (int i = 0; i < bytes.length; i++) {
            bytewise = Crc64.update(bytewise, bytes, i, i + 1);
        }
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertEquals(bytewise, Crc64.update(Crc64.update(0, bytes, 0, cut), bytes, cut, bytes.length));
        }
    }
}
