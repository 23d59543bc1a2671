package io.headwater.cache.engine.digest;

import io.headwater.cache.engine.Keyspace;
import io.headwater.schemas.Slots;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sums of 128 bits over the keys of a keyspace, one for each of {@value #RANGES} ranges of cluster slots. Two lanes of 64 bits are added up apart from each other, modulo
 * 2^64, so that the order of the keys does not matter and a key can be taken out again. One thread.
 */
public final class DigestSum {
    /** Ranges of slots. */
    public static final int RANGES = 64;

    /** Bytes of an encoded sum. */
    static final int BYTES = RANGES * 16;

    private static final int SLOTS_PER_RANGE = Slots.COUNT / RANGES;

    private final long[] lanes = new long[2 * RANGES];

    /** The range of a key. */
    static int rangeOf(byte[] key) {
        return Slots.of(key, 0, key.length) / SLOTS_PER_RANGE;
    }

    void add(int range, long low, long high) {
        lanes[2 * range] += low;
        lanes[2 * range + 1] += high;
    }

    void subtract(int range, long low, long high) {
        lanes[2 * range] -= low;
        lanes[2 * range + 1] -= high;
    }

    /** The ranges of slots in which two sums differ, as {@code first-last}, neighbours joined. */
    public List<String> differences(DigestSum other) {
        List<String> ranges = new ArrayList<>();
        int range = 0;
        while (range < RANGES) {
            int from = range;
            while (range < RANGES && differs(other, range)) range++;
            if (range > from) ranges.add(from * SLOTS_PER_RANGE + "-" + (range * SLOTS_PER_RANGE - 1));
            else range++;
        }
        return ranges;
    }

    private boolean differs(DigestSum other, int range) {
        return lanes[2 * range] != other.lanes[2 * range] || lanes[2 * range + 1] != other.lanes[2 * range + 1];
    }

    /** Adds what other keys add up to. */
    public void add(DigestSum other) {
        for (int i = 0; i < lanes.length; i++) lanes[i] += other.lanes[i];
    }

    /** Sums up a keyspace at rest, expired keys included. */
    public static DigestSum of(Keyspace keyspace) {
        DigestRound round = new DigestRound(keyspace, 0);
        while (!round.sweep(System.nanoTime() + TimeUnit.HOURS.toNanos(1))) {
            // a keyspace of hours goes on in the next hour
        }
        return round.sum();
    }

    void encode(ByteBuffer out) {
        for (long lane : lanes) out.putLong(lane);
    }

    static DigestSum decode(ByteBuffer in) {
        DigestSum sum = new DigestSum();
        for (int i = 0; i < sum.lanes.length; i++) sum.lanes[i] = in.getLong();
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DigestSum sum && Arrays.equals(lanes, sum.lanes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lanes);
    }
}
