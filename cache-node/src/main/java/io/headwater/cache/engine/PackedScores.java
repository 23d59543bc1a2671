package io.headwater.cache.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A few scored members side by side in one array, in order: the small form of sorted sets.
 *
 * <pre>
 *   entry:  length (1 byte), member, score (8 bytes)
 * </pre>
 *
 * A position is the index of an entry's length byte; it holds until the next change.
 */
final class PackedScores {
    static final int MAX_MEMBER_BYTES = 64;

    private static final VarHandle SCORE = MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = Numbers.EMPTY;
    private int used;
    private int size;

    PackedScores copy() {
        PackedScores copy = new PackedScores();
        copy.bytes = Arrays.copyOf(bytes, used);
        copy.used = used;
        copy.size = size;
        return copy;
    }

    /** Number of members. */
    int size() {
        return size;
    }

    /** Length of the array, used or not. */
    int capacity() {
        return bytes.length;
    }

    private int after(int position) {
        return position + 1 + (bytes[position] & 0xff) + Double.BYTES;
    }

    double scoreAt(int position) {
        return (double) SCORE.get(bytes, position + 1 + (bytes[position] & 0xff));
    }

    /** Position of a member, or -1. */
    int find(byte[] member, int offset, int length) {
        for (int at = 0; at < used; at = after(at)) {
            if ((bytes[at] & 0xff) == length && Arrays.equals(bytes, at + 1, at + 1 + length, member, offset, offset + length)) return at;
        }
        return -1;
    }

    void removeAt(int position) {
        int next = after(position);
        System.arraycopy(bytes, next, bytes, position, used - next);
        used -= next - position;
        size--;
        if (bytes.length > PackedEntries.MIN_SHRUNK_BYTES && used < bytes.length / 4) bytes = Arrays.copyOf(bytes, used + (used >>> 1));
    }

    /** Adds a member that is not there. */
    void insert(double score, byte[] member, int offset, int length) {
        int at = placeOf(score, member, offset, length);
        int gap = 1 + length + Double.BYTES;
        int needed = used + gap;
        if (needed > bytes.length) bytes = Arrays.copyOf(bytes, needed + (needed >>> 3));
        System.arraycopy(bytes, at, bytes, at + gap, used - at);
        bytes[at] = (byte) length;
        System.arraycopy(member, offset, bytes, at + 1, length);
        SCORE.set(bytes, at + 1 + length, score);
        used = needed;
        size++;
    }

    /** Gives the member at this position another score, and its new place. */
    void moveAt(int position, double score) {
        int length = bytes[position] & 0xff;
        int next = after(position);
        // The entry is passed by all that lie between its place and the new one: they shift by its length, and it goes where they were.
        int target = placeOf(score, bytes, position + 1, length);
        if (target != position && target != next) {
            byte[] entry = Arrays.copyOfRange(bytes, position, next);
            if (target < position) {
                System.arraycopy(bytes, target, bytes, target + entry.length, position - target);
            } else {
                System.arraycopy(bytes, next, bytes, position, target - next);
                target -= entry.length;
            }
            System.arraycopy(entry, 0, bytes, target, entry.length);
        } else {
            target = position;
        }
        SCORE.set(bytes, target + 1 + length, score);
    }

    /** Position of the first entry that does not belong before this member with this score. */
    private int placeOf(double score, byte[] member, int offset, int length) {
        int at = 0;
        while (at < used) {
            double other = scoreAt(at);
            if (other > score) break;
            if (other == score && Arrays.compareUnsigned(bytes, at + 1, at + 1 + (bytes[at] & 0xff), member, offset, offset + length) >= 0) break;
            at = after(at);
        }
        return at;
    }

    /** Number of members before the place. */
    int countBefore(RankBound bound) {
        int count = 0;
        for (int at = 0; at < used; at = after(at), count++) {
            if (!bound.isBehind(scoreAt(at), bytes, at + 1, bytes[at] & 0xff)) break;
        }
        return count;
    }

    /** Gives {@code count} members from the one with this rank on, or {@code backwards} from there; they must exist. */
    void forEach(int rank, int count, boolean backwards, Slice.ScoredConsumer consumer) {
        if (count == 0) return;
        // Entries can only be walked forwards; for the other direction their positions are written down first.
        int from = backwards ? rank - count + 1 : rank;
        int at = 0;
        for (int i = 0; i < from; i++) at = after(at);
        if (!backwards) {
            for (int i = 0; i < count; i++, at = after(at)) give(at, consumer);
            return;
        }
        int[] positions = new int[count];
        for (int i = 0; i < count; i++, at = after(at)) positions[i] = at;
        for (int i = count - 1; i >= 0; i--) give(positions[i], consumer);
    }

    void give(int position, Slice.ScoredConsumer consumer) {
        consumer.accept(bytes, position + 1, bytes[position] & 0xff, scoreAt(position));
    }
}
