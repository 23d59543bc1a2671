package io.headwater.cache.rdb;

import java.io.IOException;
import java.util.Arrays;

/** Writes sets: an intset for few integers, as Redis keeps them, else member by member. */
final class SetEncoder {
    private final RdbOutput out;
    private final long[] integers = new long[RdbFormat.SET_INTSET_MAX_MEMBERS];
    private int integerCount;
    private byte[] key = {};
    private long expireAtMs;
    private long count;
    private boolean packed;

    SetEncoder(RdbOutput out) {
        this.out = out;
    }

    void begin(byte[] setKey, long members, long setExpireAtMs) throws IOException {
        key = setKey;
        count = members;
        expireAtMs = setExpireAtMs;
        integerCount = 0;
        packed = members <= integers.length;
        if (!packed) {
            writeHeader();
        }
    }

    void member(byte[] member, int offset, int length) throws IOException {
        if (packed && Decimal.isLong(member, offset, length)) {
            integers[integerCount++] = Decimal.parse(member, offset, length);
            return;
        }
        if (packed) {
            unpack();
        }
        out.string(member, offset, length);
    }

    void end() throws IOException {
        if (!packed) {
            return;
        }
        Arrays.sort(integers, 0, integerCount);
        for (int i = 1; i < integerCount; i++) {
            if (integers[i - 1] == integers[i]) {
                throw new IllegalArgumentException("a set holds " + integers[i] + " twice");
            }
        }
        out.key(RdbFormat.TYPE_SET_INTSET, key, expireAtMs);
        out.string(Intset.write(integers, integerCount));
    }

    private void unpack() throws IOException {
        packed = false;
        writeHeader();
        for (int i = 0; i < integerCount; i++) {
            out.string(Decimal.text(integers[i]));
        }
    }

    private void writeHeader() throws IOException {
        out.key(RdbFormat.TYPE_SET, key, expireAtMs);
        out.length(count);
    }
}
