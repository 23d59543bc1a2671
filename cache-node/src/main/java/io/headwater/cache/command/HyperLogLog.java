package io.headwater.cache.command;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A HyperLogLog of 2^14 registers in the string format of Redis ({@code hyperloglog.c}), so that values travel: a header of 16 bytes, then the registers.
 *
 * <pre>
 * "HYLL" | encoding: 0 dense, 1 sparse | 3 bytes of 0 | cached cardinality, little-endian; its highest bit says that it is out of date
 * dense:  6 bits a register, the lowest bits of a byte first
 * sparse: 00nnnnnn n+1 zeros | 01nnnnnn nnnnnnnn n+1 zeros | 1vvvvvnn n+1 times the value v+1
 * </pre>
 *
 * <p>The estimate is Ertl's ("New cardinality estimation algorithms for HyperLogLog sketches", 2017, algorithm 6), as in Redis. An instance owns a copy of its string.
 */
final class HyperLogLog {
    static final int REGISTERS = 1 << 14;
    private static final int INDEX_BITS = 14;
    private static final int MAX_RANK = 64 - INDEX_BITS;
    private static final int HEADER_BYTES = 16;
    private static final int ENCODING_AT = 4;
    private static final int CARDINALITY_AT = 8;
    private static final int STALE_AT = 15;
    private static final byte DENSE = 0;
    private static final byte SPARSE = 1;
    private static final int REGISTER_BITS = 6;
    private static final int DENSE_BYTES = HEADER_BYTES + REGISTERS * REGISTER_BITS / 8;
    private static final double ALPHA = 0.721347520444481703680;
    private static final byte[] MAGIC = "HYLL".getBytes(StandardCharsets.US_ASCII);

    private static final CommandError INVALID = new CommandError("WRONGTYPE Key is not a valid HyperLogLog string value.");
    private static final CommandError CORRUPTED = new CommandError("INVALIDOBJ Corrupted HLL object detected");

    private byte[] bytes;

    private HyperLogLog(byte[] bytes) {
        this.bytes = bytes;
    }

    /** One of which nothing is known: sparse, and its cardinality of 0 is cached. */
    static HyperLogLog empty() {
        byte[] bytes = Arrays.copyOf(MAGIC, HEADER_BYTES + 2);
        bytes[ENCODING_AT] = SPARSE;
        HyperLogLog empty = new HyperLogLog(bytes);
        HyperLogLogSparse.writeLongZeros(bytes, HEADER_BYTES, REGISTERS);
        return empty;
    }

    /**
     * A copy of a string that is one.
     *
     * @throws CommandError if it is none
     */
    static HyperLogLog of(byte[] string, int length) {
        boolean valid = length >= HEADER_BYTES
                && Arrays.equals(string, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && (string[ENCODING_AT] == SPARSE || (string[ENCODING_AT] == DENSE && length == DENSE_BYTES));
        if (!valid) throw INVALID;
        return new HyperLogLog(Arrays.copyOf(string, length));
    }

    /** The string; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    boolean isDense() {
        return bytes[ENCODING_AT] == DENSE;
    }

    boolean isCached() {
        return bytes[STALE_AT] >= 0;
    }

    void invalidate() {
        bytes[STALE_AT] |= (byte) 0x80;
    }

    /** The cached cardinality; only if {@link #isCached}. */
    long cached() {
        long value = 0;
        for (int i = 7; i >= 0; i--) value = value << 8 | bytes[CARDINALITY_AT + i] & 0xff;
        return value;
    }

    /** Estimates anew, and keeps the result. */
    long estimate() {
        long value = estimate(histogram());
        for (int i = 0; i < 8; i++) bytes[CARDINALITY_AT + i] = (byte) (value >>> 8 * i);
        return value;
    }

    /** Adds an element; whether that changed a register. */
    boolean add(byte[] element, int offset, int length, int sparseMaxBytes) {
        long hash = Murmur.hash(element, offset, length);
        int index = (int) hash & REGISTERS - 1;
        int rank = Long.numberOfTrailingZeros(hash >>> INDEX_BITS | 1L << MAX_RANK) + 1;
        return raise(index, rank, sparseMaxBytes);
    }

    /** Sets a register that is below {@code value} to it; whether it was. Becomes dense where the sparse form cannot hold it. */
    boolean raise(int index, int value, int sparseMaxBytes) {
        if (!isDense()) {
            byte[] changed = HyperLogLogSparse.raise(bytes, HEADER_BYTES, index, value, sparseMaxBytes);
            if (changed != null) {
                boolean same = changed == bytes;
                bytes = changed;
                if (!same) invalidate();
                return !same;
            }
            toDense();
        }
        if (register(index) >= value) return false;
        setRegister(index, value);
        return true;
    }

    /** Changes to the dense form; whether it was sparse. */
    boolean toDense() {
        if (isDense()) return false;
        byte[] registers = registers();
        bytes = Arrays.copyOf(Arrays.copyOf(bytes, HEADER_BYTES), DENSE_BYTES);
        bytes[ENCODING_AT] = DENSE;
        for (int i = 0; i < REGISTERS; i++) {
            if (registers[i] != 0) setRegister(i, registers[i]);
        }
        return true;
    }

    private int register(int index) {
        int bit = index * REGISTER_BITS;
        int at = HEADER_BYTES + (bit >> 3);
        int word = bytes[at] & 0xff | (at + 1 < bytes.length ? (bytes[at + 1] & 0xff) << 8 : 0);
        return word >> (bit & 7) & 63;
    }

    private void setRegister(int index, int value) {
        int bit = index * REGISTER_BITS;
        int at = HEADER_BYTES + (bit >> 3);
        int shift = bit & 7;
        bytes[at] = (byte) (bytes[at] & ~(63 << shift) | value << shift);
        if (at + 1 < bytes.length) bytes[at + 1] = (byte) (bytes[at + 1] & ~(63 >> 8 - shift) | value >> 8 - shift);
    }

    /**
     * All registers, a byte each.
     *
     * @throws CommandError if there are more or fewer
     */
    byte[] registers() {
        byte[] registers = new byte[REGISTERS];
        if (isDense()) {
            for (int i = 0; i < REGISTERS; i++) registers[i] = (byte) register(i);
        } else if (!HyperLogLogSparse.read(bytes, HEADER_BYTES, registers)) {
            throw CORRUPTED;
        }
        return registers;
    }

    /** The sparse form as PFDEBUG shows it. */
    String text() {
        return HyperLogLogSparse.text(bytes, HEADER_BYTES);
    }

    private int[] histogram() {
        return histogram(registers());
    }

    static int[] histogram(byte[] registers) {
        int[] histogram = new int[64];
        for (byte register : registers) histogram[register]++;
        return histogram;
    }

    /** How many different elements registers of this histogram have seen. */
    static long estimate(int[] histogram) {
        double m = REGISTERS;
        double z = m * tau((m - histogram[MAX_RANK + 1]) / m);
        for (int j = MAX_RANK; j >= 1; j--) {
            z += histogram[j];
            z *= 0.5;
        }
        z += m * sigma(histogram[0] / m);
        return Math.round(ALPHA * m * m / z);
    }

    private static double tau(double start) {
        if (start == 0 || start == 1) return 0;
        double x = start;
        double y = 1;
        double z = 1 - x;
        double before;
        do {
            x = Math.sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        } while (before != z);
        return z / 3;
    }

    private static double sigma(double start) {
        if (start == 1) return Double.POSITIVE_INFINITY;
        double x = start;
        double y = 1;
        double z = x;
        double before;
        do {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        } while (before != z);
        return z;
    }
}
