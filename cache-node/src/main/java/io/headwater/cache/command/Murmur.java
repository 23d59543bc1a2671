package io.headwater.cache.command;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** MurmurHash64A (Appleby, in the public domain), little-endian, with the seed by which Redis hashes the elements of a HyperLogLog. */
final class Murmur {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = 0xadc83b19L;
    private static final long M = 0xc6a4a7935bd1e995L;
    private static final int R = 47;

    private Murmur() {}

    static long hash(byte[] bytes, int offset, int length) {
        long h = SEED ^ length * M;
        int at = offset;
        for (int left = length; left >= 8; left -= 8) {
            long k = (long) LONG.get(bytes, at) * M;
            k ^= k >>> R;
            h = (h ^ k * M) * M;
            at += 8;
        }
        int rest = length & 7;
        if (rest > 0) {
            for (int i = rest - 1; i >= 0; i--) h ^= (bytes[at + i] & 0xffL) << 8 * i;
            h *= M;
        }
        h ^= h >>> R;
        h *= M;
        return h ^ h >>> R;
    }
}
