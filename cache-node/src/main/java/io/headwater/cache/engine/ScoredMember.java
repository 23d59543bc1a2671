package io.headwater.cache.engine;

/** A member of a large sorted set: one object that is both a node of the table and an item of the {@link RankTree}. */
final class ScoredMember extends DictNode {
    /** Changed only while the member is out of the tree, or to a score that keeps its place there. */
    double score;

    ScoredMember(byte[] key, int hash, double score) {
        super(key, hash);
        this.score = score;
    }

    /** Redis's order: by score, then by the bytes of the member as unsigned numbers. -0 and 0 are the same score. */
    boolean isBefore(double otherScore, byte[] otherKey) {
        if (score != otherScore) return score < otherScore;
        return java.util.Arrays.compareUnsigned(key, otherKey) < 0;
    }
}
