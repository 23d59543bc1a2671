package io.headwater.cache.rdb;

import java.util.Arrays;

/**
 * LZF (Marc Lehmann's LibLZF), the compression of strings in RDB files. A compressed string is a row of
 *
 * <pre>
 *   000LLLLL           L+1 literal bytes follow
 *   LLLooooo oooooooo  copy L+2 bytes (L in 1..6) from o+1 bytes back
 *   111ooooo LLLLLLLL oooooooo   copy L+9 bytes from o+1 bytes back
 * </pre>
 *
 * The compressor owns a table, so it serves one thread.
 */
final class Lzf {
    private static final int MAX_LITERALS = 32;
    private static final int MAX_DISTANCE = 8 * 1024;
    private static final int MAX_MATCH = 264;
    private static final int MIN_MATCH = 3;
    private static final int TABLE_BITS = 14;

    /** Where three bytes with this hash were seen last, plus {@code base}; lower values are of earlier strings. */
    private final int[] seenAt = new int[1 << TABLE_BITS];

    private int base = 1;

    /**
     * Compresses into {@code target} if the result fits.
     *
     * @return bytes written, or 0 if they would be more than {@code maxBytes}
     */
    int compress(byte[] source, int offset, int length, byte[] target, int maxBytes) {
        if (base > Integer.MAX_VALUE - length) {
            Arrays.fill(seenAt, 0);
            base = 1;
        }
        int end = offset + length;
        int bias = base - offset;
        int out = 0;
        int literalsFrom = offset;
        int at = offset;
        while (at <= end - MIN_MATCH) {
            int slot = hash(source, at);
            int candidate = seenAt[slot] - bias;
            seenAt[slot] = at + bias;
            if (candidate < offset || at - candidate > MAX_DISTANCE || !sameThree(source, candidate, at)) {
                at++;
                continue;
            }
            int matched = matchLength(source, candidate, at, Math.min(end - at, MAX_MATCH));
            out = literals(source, literalsFrom, at, target, out, maxBytes);
            if (out < 0 || out + 3 > maxBytes) {
                base += length;
                return 0;
            }
            out = reference(at - candidate, matched, target, out);
            at += matched;
            literalsFrom = at;
        }
        base += length;
        out = literals(source, literalsFrom, end, target, out, maxBytes);
        return Math.max(out, 0);
    }

    private static int hash(byte[] bytes, int at) {
        int three = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
        return three * 0x9E3779B1 >>> 32 - TABLE_BITS;
    }

    private static boolean sameThree(byte[] bytes, int a, int b) {
        return bytes[a] == bytes[b] && bytes[a + 1] == bytes[b + 1] && bytes[a + 2] == bytes[b + 2];
    }

    private static int matchLength(byte[] bytes, int from, int at, int most) {
        int matched = MIN_MATCH;
        while (matched < most && bytes[from + matched] == bytes[at + matched]) {
            matched++;
        }
        return matched;
    }

    /** Appends the bytes as they are; -1 if they do not fit. */
    private static int literals(byte[] source, int from, int to, byte[] target, int out, int maxBytes) {
        int count = to - from;
        int needed = count + (count + MAX_LITERALS - 1) / MAX_LITERALS;
        if (needed > maxBytes - out) {
            return -1;
        }
        int written = out;
        for (int at = from; at < to; at += MAX_LITERALS) {
            int run = Math.min(to - at, MAX_LITERALS);
            target[written++] = (byte) (run - 1);
            System.arraycopy(source, at, target, written, run);
            written += run;
        }
        return written;
    }

    private static int reference(int distance, int matched, byte[] target, int out) {
        int written = out;
        int back = distance - 1;
        int length = matched - 2;
        if (length < 7) {
            target[written++] = (byte) (length << 5 | back >> 8);
        } else {
            target[written++] = (byte) (7 << 5 | back >> 8);
            target[written++] = (byte) (length - 7);
        }
        target[written++] = (byte) back;
        return written;
    }

    /** How many bytes the input claims to stand for, from its control bytes alone; what they copy is not looked at. */
    static long plainBytes(byte[] packed) {
        long plain = 0;
        int at = 0;
        while (at < packed.length) {
            int control = packed[at] & 0xff;
            int length = control >> 5;
            if (length == 0) {
                plain += control + 1;
                at += control + 2;
            } else if (length < 7) {
                plain += length + 2;
                at += 2;
            } else {
                plain += at + 1 < packed.length ? (packed[at + 1] & 0xff) + 9 : 0;
                at += 3;
            }
        }
        return plain;
    }

    /** Fills {@code plain} exactly; false if the input is not LZF or does not stand for that many bytes. */
    static boolean decompress(byte[] packed, byte[] plain) {
        int at = 0;
        int out = 0;
        while (at < packed.length) {
            int control = packed[at++] & 0xff;
            int length = control >> 5;
            if (length == 0) {
                int run = control + 1;
                if (run > packed.length - at || run > plain.length - out) {
                    return false;
                }
                System.arraycopy(packed, at, plain, out, run);
                at += run;
                out += run;
                continue;
            }
            boolean isLong = length == 7;
            if (packed.length - at < (isLong ? 2 : 1)) {
                return false;
            }
            if (isLong) {
                length += packed[at++] & 0xff;
            }
            length += 2;
            int from = out - ((control & 0x1f) << 8) - (packed[at++] & 0xff) - 1;
            if (from < 0 || length > plain.length - out) {
                return false;
            }
            // Byte by byte: source and target may overlap, which is how runs are stored.
            for (int i = 0; i < length; i++) {
                plain[out + i] = plain[from + i];
            }
            out += length;
        }
        return out == plain.length;
    }
}
