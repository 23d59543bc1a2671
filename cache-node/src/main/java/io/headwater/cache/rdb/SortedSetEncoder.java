package io.headwater.cache.rdb;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;

/** Writes sorted sets: an ordered listpack while Redis would keep one, else member by member with binary scores. */
final class SortedSetEncoder {
    /** Redis's order, in which both zeros are equal. */
    private static final Comparator<Scored> ORDER = (a, b) ->
            a.score < b.score ? -1 : a.score > b.score ? 1 : Arrays.compareUnsigned(a.member, b.member);

    private final RdbOutput out;
    private final ListpackBuilder pack = new ListpackBuilder();
    private final Scored[] small = new Scored[RdbFormat.ZSET_PACKED_MAX_MEMBERS];
    private int smallCount;
    private byte[] key = {};
    private long expireAtMs;
    private long count;
    private boolean packed;

    private record Scored(byte[] member, double score) {}

    SortedSetEncoder(RdbOutput out) {
        this.out = out;
    }

    void begin(byte[] setKey, long members, long setExpireAtMs) throws IOException {
        key = setKey;
        count = members;
        expireAtMs = setExpireAtMs;
        smallCount = 0;
        packed = members <= small.length;
        if (!packed) {
            writeHeader();
        }
    }

    void scored(byte[] member, int offset, int length, double score) throws IOException {
        if (packed && length <= RdbFormat.ZSET_PACKED_MAX_BYTES) {
            small[smallCount++] = new Scored(Arrays.copyOfRange(member, offset, offset + length), score);
            return;
        }
        if (packed) {
            packed = false;
            writeHeader();
            for (int i = 0; i < smallCount; i++) {
                write(small[i].member, 0, small[i].member.length, small[i].score);
            }
        }
        write(member, offset, length, score);
    }

    void end() throws IOException {
        if (!packed) {
            return;
        }
        // A listpack must be in order; files of Redis bring larger sets from the highest score down.
        Arrays.sort(small, 0, smallCount, ORDER);
        for (int i = 0; i < smallCount; i++) {
            pack.add(small[i].member, 0, small[i].member.length);
            double score = small[i].score;
            if (Score.isLong(score)) {
                pack.add((long) score);
            } else {
                byte[] text = Score.text(score);
                pack.add(text, 0, text.length);
            }
        }
        Arrays.fill(small, 0, smallCount, null);
        out.key(RdbFormat.TYPE_ZSET_LISTPACK, key, expireAtMs);
        pack.finish(out);
    }

    private void write(byte[] member, int offset, int length, double score) throws IOException {
        out.string(member, offset, length);
        out.i64(Double.doubleToLongBits(score));
    }

    private void writeHeader() throws IOException {
        out.key(RdbFormat.TYPE_ZSET_2, key, expireAtMs);
        out.length(count);
    }
}
