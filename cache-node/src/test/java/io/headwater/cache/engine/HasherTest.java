package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HasherTest {
    /** SipHash-1-3 as Rust's standard library defines it, over 00 01 .. 0e with the key 00 01 .. 0f, word by word, written out plainly. */
    @Test
    void itIsSipHash13() {
        long k0 = 0x0706050403020100L;
        long k1 = 0x0f0e0d0c0b0a0908L;
        Hasher hasher = new Hasher(k0, k1);
        byte[] input = new byte[64];
        for (int i = 0; i < input.length; i++) input[i] = (byte) i;
        for (int length = 0; length < input.length; length++) {
            assertEquals(reference(k0, k1, input, length), hasher.hash64(input, 0, length), "length " + length);
        }
        assertEquals(0xabac0158050fc4dcL, hasher.hash64(input, 0, 0), "the published answer for no input");
    }

    private static long reference(long k0, long k1, byte[] input, int length) {
        long[] v = {k0 ^ 0x736f6d6570736575L, k1 ^ 0x646f72616e646f6dL, k0 ^ 0x6c7967656e657261L, k1 ^ 0x7465646279746573L};
        for (int at = 0; at <= length; at += 8) {
            long word = 0;
            for (int i = 0; i < 8 && at + i < length; i++) word |= (input[at + i] & 0xffL) << (8 * i);
            if (at + 8 > length) word |= (long) length << 56;
            v[3] ^= word;
            round(v);
            v[0] ^= word;
        }
        v[2] ^= 0xff;
        for (int i = 0; i < 3; i++) round(v);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void round(long[] v) {
        v[0] += v[1];
        v[1] = Long.rotateLeft(v[1], 13);
        v[1] ^= v[0];
        v[0] = Long.rotateLeft(v[0], 32);
        v[2] += v[3];
        v[3] = Long.rotateLeft(v[3], 16);
        v[3] ^= v[2];
        v[0] += v[3];
        v[3] = Long.rotateLeft(v[3], 21);
        v[3] ^= v[0];
        v[2] += v[1];
        v[1] = Long.rotateLeft(v[1], 17);
        v[1] ^= v[2];
        v[2] = Long.rotateLeft(v[2], 32);
    }

    @Test
    void theSliceCountsNotItsPlace() {
        Hasher hasher = new Hasher(1, 2);
        byte[] padded = "--somewhere--".getBytes(StandardCharsets.US_ASCII);
        byte[] plain = "somewhere".getBytes(StandardCharsets.US_ASCII);
        assertEquals(hasher.hash(plain, 0, plain.length), hasher.hash(padded, 2, plain.length));
    }

    @Test
    void anotherKeyIsAnotherHash() {
        byte[] key = "somewhere".getBytes(StandardCharsets.US_ASCII);
        assertNotEquals(new Hasher(1, 2).hash(key, 0, key.length), new Hasher(1, 3).hash(key, 0, key.length));
    }

    @Test
    void sequentialKeysSpread() {
        Hasher hasher = new Hasher(11, 12);
        Set<Integer> buckets = new HashSet<>();
        for (int i = 0; i < 1 << 16; i++) {
            byte[] key = ("key:%012d".formatted(i)).getBytes(StandardCharsets.US_ASCII);
            buckets.add(hasher.hash(key, 0, key.length) & 0xffff);
        }
        // A random function leaves 1/e of the buckets empty.
        assertTrue(Math.abs(buckets.size() / 65536.0 - 0.632) < 0.01, buckets.size() + " buckets");
    }
}
