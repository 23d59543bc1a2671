package io.headwater.cache.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A command or an effect as slices of one byte array: argument 0 is its name, the others follow, as in Redis's {@code argv}.
 *
 * <p>The instance is a reusable view: it owns neither the bytes nor a copy of them, and whoever fills it says how long they stay. A handler may read it
 * until it returns; {@link #detach()} makes a copy that lives on. Owned by one thread. Nothing here allocates but {@link #copy}, {@link #text}, {@link #detach}
 * and growth.
 */
public final class Args {
    private byte[] bytes;
    private int[] offsets;
    private int[] lengths;
    private int count;

    /** An empty view that takes {@code capacity} arguments before it grows. */
    public Args(int capacity) {
        bytes = Numbers.EMPTY;
        offsets = new int[capacity];
        lengths = new int[capacity];
    }

    /** A view of whole arrays, copied together: for tests, tools and cold paths. */
    public static Args of(byte[]... arguments) {
        int size = 0;
        for (byte[] argument : arguments) size += argument.length;
        Args args = new Args(Math.max(1, arguments.length));
        args.bytes = new byte[size];
        int at = 0;
        for (byte[] argument : arguments) {
            System.arraycopy(argument, 0, args.bytes, at, argument.length);
            args.add(at, argument.length);
            at += argument.length;
        }
        return args;
    }

    /** {@link #of(byte[]...)} of the UTF-8 bytes of each argument. */
    public static Args of(String... arguments) {
        byte[][] all = new byte[arguments.length][];
        for (int i = 0; i < all.length; i++) all[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
        return of(all);
    }

    /** Makes this a view of slices that someone else keeps, arrays included; {@link #reset} must come before the next {@link #add}. */
    public void view(byte[] source, int[] sliceOffsets, int[] sliceLengths, int sliceCount) {
        bytes = source;
        offsets = sliceOffsets;
        lengths = sliceLengths;
        count = sliceCount;
    }

    /** Empties the view and points it at {@code source}. */
    public void reset(byte[] source) {
        bytes = source;
        count = 0;
    }

    /** Points the view at another array that holds the same bytes at the same offsets, as after a buffer grew. */
    public void rebase(byte[] source) {
        bytes = source;
    }

    /** Appends the slice [offset, offset + length). */
    public void add(int offset, int length) {
        if (count == offsets.length) grow();
        offsets[count] = offset;
        lengths[count++] = length;
    }

    private void grow() {
        offsets = Arrays.copyOf(offsets, Math.max(8, count * 2));
        lengths = Arrays.copyOf(lengths, Math.max(8, count * 2));
    }

    /** Number of arguments, the name included. */
    public int count() {
        return count;
    }

    /** The array behind all slices; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Offset of argument {@code i} in {@link #bytes()}. */
    public int offset(int i) {
        return offsets[i];
    }

    /** Length of argument {@code i} in bytes. */
    public int length(int i) {
        return lengths[i];
    }

    /** Sum of the lengths of all arguments. */
    public long totalBytes() {
        long sum = 0;
        for (int i = 0; i < count; i++) sum += lengths[i];
        return sum;
    }

    /** A fresh copy of argument {@code i}. */
    public byte[] copy(int i) {
        return lengths[i] == 0 ? Numbers.EMPTY : Arrays.copyOfRange(bytes, offsets[i], offsets[i] + lengths[i]);
    }

    /** Argument {@code i} as text, each byte one character, so that nothing is lost. */
    public String text(int i) {
        return new String(bytes, offsets[i], lengths[i], StandardCharsets.ISO_8859_1);
    }

    /** A copy of this view and of its bytes, independent of the buffer behind it. */
    public Args detach() {
        Args copy = new Args(Math.max(1, count));
        byte[] own = new byte[Math.toIntExact(totalBytes())];
        copy.bytes = own;
        int at = 0;
        for (int i = 0; i < count; i++) {
            System.arraycopy(bytes, offsets[i], own, at, lengths[i]);
            copy.add(at, lengths[i]);
            at += lengths[i];
        }
        return copy;
    }

    /** Whether argument {@code i} is a 64-bit integer as Redis writes one: no sign but '-', no leading zeros or spaces. */
    public boolean isLong(int i) {
        return Numbers.isLong(bytes, offsets[i], lengths[i]);
    }

    /** The integer that argument {@code i} spells; only after {@link #isLong}. */
    public long toLong(int i) {
        return Numbers.toLong(bytes, offsets[i], lengths[i]);
    }

    /** The double that argument {@code i} spells by strtod's rules, or NaN if it spells none (Redis refuses "nan" as well). */
    public double toDouble(int i) {
        return Numbers.toDouble(bytes, offsets[i], lengths[i]);
    }

    /** Whether argument {@code i} equals {@code other} byte for byte. */
    public boolean equals(int i, byte[] other) {
        return Arrays.equals(bytes, offsets[i], offsets[i] + lengths[i], other, 0, other.length);
    }

    /** Whether arguments {@code i} and {@code j} are the same bytes. */
    public boolean sameBytes(int i, int j) {
        return Arrays.equals(bytes, offsets[i], offsets[i] + lengths[i], bytes, offsets[j], offsets[j] + lengths[j]);
    }

    /** Whether argument {@code i} is the ASCII word {@code word}, whatever its case; {@code word} is upper case. */
    public boolean is(int i, String word) {
        int length = lengths[i];
        if (length != word.length()) return false;
        int at = offsets[i];
        for (int k = 0; k < length; k++) {
            int b = bytes[at + k];
            if (b >= 'a' && b <= 'z') b -= 32;
            if (b != word.charAt(k)) return false;
        }
        return true;
    }
}
