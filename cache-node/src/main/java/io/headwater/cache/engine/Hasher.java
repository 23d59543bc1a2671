package io.headwater.cache.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * A keyed hash of byte strings: SipHash-1-3 (Aumasson and Bernstein, with the reduced rounds that Rust and Python use), so that who does not know the key cannot
 * choose strings that share a bucket. Immutable; allocates nothing.
 */
public final class Hasher {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long k0;
    private final long k1;

    /** The hash with the 128-bit key ({@code k0}, {@code k1}). */
    public Hasher(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** A hash with a key drawn from {@code random}. */
    public static Hasher from(RandomGenerator random) {
        return new Hasher(random.nextLong(), random.nextLong());
    }

    /** Hash of the slice, the 64-bit sum folded to 32. */
    public int hash(byte[] b, int offset, int length) {
        long sum = hash64(b, offset, length);
        return (int) (sum ^ (sum >>> 32));
    }

    /** The 64-bit sum over the slice. */
    public long hash64(byte[] b, int offset, int length) {
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int at = offset;
        int end = offset + (length & ~7);
        for (; at <= end; at += 8) {
            // The last word holds the remaining bytes and, on top, the length.
            long word = at < end ? (long) LONG.get(b, at) : tail(b, at, length & 7) | (long) length << 56;
            v3 ^= word;
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
        }
        v2 ^= 0xff;
        for (int round = 0; round < 3; round++) {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long tail(byte[] b, int at, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) word |= (b[at + i] & 0xffL) << (8 * i);
        return word;
    }
}
