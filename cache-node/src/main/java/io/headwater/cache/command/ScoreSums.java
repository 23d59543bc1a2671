package io.headwater.cache.command;

import io.headwater.cache.engine.Dict;
import io.headwater.cache.engine.DictNode;
import io.headwater.cache.engine.Hasher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The scores of a union or intersection while they are being computed: by member, then, at the end, in order. */
final class ScoreSums {
    /** Redis's order of members: by score, -0 being 0, then by bytes. */
    private static final Comparator<Sum> ORDER = Comparator.<Sum>comparingDouble(sum -> sum.score + 0.0).thenComparing(DictNode::key, Arrays::compareUnsigned);

    private final Hasher hasher;
    private final Dict<Sum> sums;

    /** A member and its score so far. */
    static final class Sum extends DictNode {
        double score;

        Sum(byte[] key, int hash, double score) {
            super(key, hash);
            this.score = score;
        }
    }

    ScoreSums(Hasher hasher) {
        this.hasher = hasher;
        this.sums = new Dict<>(hasher);
    }

    /** Number of members. */
    int size() {
        return sums.size();
    }

    /** Adds a member, or joins a further score of a member that is there. */
    void add(byte[] member, int offset, int length, double score, ScoreAggregate aggregate) {
        int hash = hasher.hash(member, offset, length);
        Sum found = sums.find(member, offset, length, hash);
        if (found == null) sums.insert(new Sum(Arrays.copyOfRange(member, offset, offset + length), hash, score));
        else found.score = aggregate.join(found.score, score);
    }

    /** All members in order. */
    List<Sum> sorted() {
        List<Sum> all = new ArrayList<>(sums.size());
        sums.forEach(all::add);
        all.sort(ORDER);
        return all;
    }
}
