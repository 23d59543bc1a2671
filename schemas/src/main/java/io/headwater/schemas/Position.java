package io.headwater.schemas;

/** A place in a shard's log: after the entry {@code lsn} of {@code epoch}. Written {@code epoch:lsn}. Both from 0. */
public record Position(long epoch, long lsn) implements Comparable<Position> {
    /** Before the first entry. */
    public static final Position START = new Position(0, 0);

    public Position {
        if (epoch < 0 || lsn < 0) {
            throw new IllegalArgumentException("a position has no negative part: " + epoch + ":" + lsn);
        }
    }

    /**
     * Reads {@code epoch:lsn}.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Position parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || !digits(text, 0, colon) || !digits(text, colon + 1, text.length())) {
            throw new IllegalArgumentException("a position is epoch:lsn, for example 3:1042; this is not one: " + text);
        }
        return new Position(Long.parseLong(text, 0, colon, 10), Long.parseLong(text, colon + 1, text.length(), 10));
    }

    private static boolean digits(String text, int from, int to) {
        boolean seen = false;
        for (int i = from; i < to; i++, seen = true) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return seen && to - from <= 18;
    }

    @Override
    public int compareTo(Position other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(lsn, other.lsn);
    }

    @Override
    public String toString() {
        return epoch + ":" + lsn;
    }
}
