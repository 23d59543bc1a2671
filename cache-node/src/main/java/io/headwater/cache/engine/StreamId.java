package io.headwater.cache.engine;

import java.nio.charset.StandardCharsets;

/**
 * The ID of a stream's entry: {@code ms-seq}, both unsigned numbers of 64 bits, and ordered as such.
 *
 * @param ms the time at which the entry was added, in ms since 1970, as a rule
 * @param seq tells entries of the same ms apart
 */
public record StreamId(long ms, long seq) implements Comparable<StreamId> {
    /** Below every entry's. */
    public static final StreamId MIN = new StreamId(0, 0);
    /** The last of all. */
    public static final StreamId MAX = new StreamId(-1, -1);

    @Override
    public int compareTo(StreamId other) {
        return compare(ms, seq, other.ms, other.seq);
    }

    /** Compares two IDs given by their parts. */
    public static int compare(long ms, long seq, long otherMs, long otherSeq) {
        int order = Long.compareUnsigned(ms, otherMs);
        return order != 0 ? order : Long.compareUnsigned(seq, otherSeq);
    }

    /** Whether it is 0-0. */
    public boolean isZero() {
        return ms == 0 && seq == 0;
    }

    /** The next ID; of the last one, the first. */
    public StreamId next() {
        return seq != -1 ? new StreamId(ms, seq + 1) : new StreamId(ms + 1, 0);
    }

    /** The ID before; of the first one, the last. */
    public StreamId previous() {
        return seq != 0 ? new StreamId(ms, seq - 1) : new StreamId(ms - 1, -1);
    }

    /** The text {@code ms-seq} in ASCII. */
    public byte[] bytes() {
        return toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(ms) + '-' + Long.toUnsignedString(seq);
    }

    /** The ID that {@code ms-seq} in full spells, as effects have it. */
    static StreamId of(Args effect, int i) {
        String text = effect.text(i);
        int dash = text.indexOf('-');
        try {
            return new StreamId(Long.parseUnsignedLong(text.substring(0, dash)), Long.parseUnsignedLong(text.substring(dash + 1)));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new FoldException("effect " + effect.text(0) + ": argument " + i + " is no stream ID: " + text);
        }
    }
}
