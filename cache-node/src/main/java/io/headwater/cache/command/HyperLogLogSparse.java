package io.headwater.cache.command;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The runs of registers of a sparse {@link HyperLogLog}. Splits and joins runs exactly where Redis's {@code hllSparseSet} does, so that equal histories make equal bytes.
 * Nothing is believed: a run that leads out of the string, or beyond the last register, is found.
 */
final class HyperLogLogSparse {
    private static final int MAX_VALUE = 32;
    private static final int MAX_VALUE_RUN = 4;
    private static final int MAX_SHORT_ZEROS = 64;
    /** Redis looks at so many runs for two that it can join. */
    private static final int JOINED_RUNS = 5;

    private static final CommandError CORRUPTED = new CommandError("INVALIDOBJ Corrupted HLL object detected");

    private HyperLogLogSparse() {}

    private static boolean isValue(byte b) {
        return b < 0;
    }

    private static boolean isLongZeros(byte b) {
        return (b & 0xc0) == 0x40;
    }

    private static int width(byte b) {
        return isLongZeros(b) ? 2 : 1;
    }

    private static int value(byte b) {
        return (b >> 2 & 0x1f) + 1;
    }

    private static int run(byte[] bytes, int at) {
        byte b = bytes[at];
        if (isValue(b)) return (b & 3) + 1;
        if (!isLongZeros(b)) return (b & 0x3f) + 1;
        if (at + 1 >= bytes.length) throw CORRUPTED;
        return ((b & 0x3f) << 8 | bytes[at + 1] & 0xff) + 1;
    }

    private static byte valueRun(int value, int length) {
        return (byte) (0x80 | value - 1 << 2 | length - 1);
    }

    static void writeLongZeros(byte[] target, int at, int length) {
        target[at] = (byte) (0x40 | length - 1 >> 8);
        target[at + 1] = (byte) (length - 1);
    }

    private static int writeZeros(byte[] target, int at, int length) {
        if (length > MAX_SHORT_ZEROS) {
            writeLongZeros(target, at, length);
            return at + 2;
        }
        target[at] = (byte) (length - 1);
        return at + 1;
    }

    /** Reads all registers; false if there are more or fewer than asked for. */
    static boolean read(byte[] bytes, int from, byte[] registers) {
        int index = 0;
        for (int at = from; at < bytes.length; at += width(bytes[at])) {
            int run = run(bytes, at);
            if (run > registers.length - index) return false;
            if (isValue(bytes[at])) Arrays.fill(registers, index, index + run, (byte) value(bytes[at]));
            index += run;
        }
        return index == registers.length;
    }

    static String text(byte[] bytes, int from) {
        StringBuilder text = new StringBuilder();
        for (int at = from; at < bytes.length; at += width(bytes[at])) {
            int run = run(bytes, at);
            if (!text.isEmpty()) text.append(' ');
            if (isValue(bytes[at])) text.append("v:").append(value(bytes[at])).append(',').append(run);
            else text.append(isLongZeros(bytes[at]) ? "Z:" : "z:").append(run);
        }
        return text.toString();
    }

    /** The string with the register raised to {@code value}; the same array if it is that high already, null if it must become dense. */
    static byte @Nullable [] raise(byte[] bytes, int from, int index, int value, int maxBytes) {
        if (value > MAX_VALUE) return null;
        int at = from;
        int first = 0;
        int before = from;
        while (at < bytes.length && index >= first + run(bytes, at)) {
            before = at;
            first += run(bytes, at);
            at += width(bytes[at]);
        }
        if (at >= bytes.length) throw CORRUPTED;
        byte current = bytes[at];
        int run = run(bytes, at);
        if (isValue(current) && value(current) >= value) return bytes;
        byte[] split = split(current, first, run, index, value);
        int width = width(current);
        int growth = split.length - width;
        boolean trivial = run == 1 && !isLongZeros(current);
        if (!trivial && growth > 0 && bytes.length + growth > maxBytes) return null;
        byte[] changed = new byte[bytes.length + growth];
        System.arraycopy(bytes, 0, changed, 0, at);
        System.arraycopy(split, 0, changed, at, split.length);
        System.arraycopy(bytes, at + width, changed, at + split.length, bytes.length - at - width);
        return joined(changed, before);
    }

    /** The runs that take the place of one, of which one register changes. */
    private static byte[] split(byte current, int first, int run, int index, int value) {
        byte[] runs = new byte[5];
        int size = 0;
        int ahead = index - first;
        int behind = first + run - 1 - index;
        boolean isValue = isValue(current);
        if (ahead > 0 && isValue) runs[size++] = valueRun(value(current), ahead);
        else if (ahead > 0) size = writeZeros(runs, size, ahead);
        runs[size++] = valueRun(value, 1);
        if (behind > 0 && isValue) runs[size++] = valueRun(value(current), behind);
        else if (behind > 0) size = writeZeros(runs, size, behind);
        return Arrays.copyOf(runs, size);
    }

    /** Joins neighbouring runs of the same value, from {@code from} on. */
    private static byte[] joined(byte[] bytes, int from) {
        int length = bytes.length;
        int at = from;
        for (int looks = 0; at < length && looks < JOINED_RUNS; looks++) {
            if (!isValue(bytes[at])) {
                at += width(bytes[at]);
                continue;
            }
            if (at + 1 < length && isValue(bytes[at + 1]) && value(bytes[at]) == value(bytes[at + 1])) {
                int run = run(bytes, at) + run(bytes, at + 1);
                if (run <= MAX_VALUE_RUN) {
                    bytes[at + 1] = valueRun(value(bytes[at]), run);
                    System.arraycopy(bytes, at + 1, bytes, at, length - at - 1);
                    length--;
                    continue;
                }
            }
            at++;
        }
        return Arrays.copyOf(bytes, length);
    }
}
