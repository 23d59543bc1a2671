package io.headwater.cache.engine;

import org.jspecify.annotations.Nullable;

/** A page of a {@link RankTree}. */
abstract sealed class RankPage permits RankLeaf, RankInner {
    /** Entries of a page. A leaf's worth of references is moved by an insertion in about the time of one cache miss. */
    static final int CAPACITY = 64;

    /** Entries in use. */
    int used;

    /** Number of members in and below this page. */
    abstract int total();

    /** The smallest member; not of an empty page. */
    abstract ScoredMember smallest();

    /** Adds a member; the new right half if the page had to be split, else null. */
    abstract @Nullable RankPage insert(ScoredMember member);

    /** Removes a member that is there. */
    abstract void remove(ScoredMember member);

    /** Appends all of the right neighbour to this page. */
    abstract void absorb(RankPage right);
}
