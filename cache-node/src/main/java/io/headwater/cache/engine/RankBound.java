package io.headwater.cache.engine;

import java.util.Arrays;

/**
 * A place between the members of a sorted set. Every range of ZRANGE and its kin, by score, by name or by member, is the stretch between two such places, and
 * {@link SortedSetValue#countBefore} turns a place into a rank.
 */
public interface RankBound {
    /** The place before all members. */
    RankBound START = (score, member, offset, length) -> false;

    /** The place after all members. */
    RankBound END = (score, member, offset, length) -> true;

    /** Whether this member lies before the place; true for a first run of the members in order, and false for all others. */
    boolean isBehind(double score, byte[] member, int offset, int length);

    /** The place before the first member with this score. */
    static RankBound beforeScore(double bound) {
        return (score, member, offset, length) -> score < bound;
    }

    /** The place after the last member with this score. */
    static RankBound afterScore(double bound) {
        return (score, member, offset, length) -> score <= bound;
    }

    /** The place before the first member that is equal to or greater than these bytes, in a set of members with equal scores. */
    static RankBound beforeName(byte[] bound, int boundOffset, int boundLength) {
        return (score, member, offset, length) -> compare(member, offset, length, bound, boundOffset, boundLength) < 0;
    }

    /** The place after the last member that is equal to or less than these bytes, in a set of members with equal scores. */
    static RankBound afterName(byte[] bound, int boundOffset, int boundLength) {
        return (score, member, offset, length) -> compare(member, offset, length, bound, boundOffset, boundLength) <= 0;
    }

    /** The place before this member with this score, there or not. */
    static RankBound beforeMember(double boundScore, byte[] bound, int boundOffset, int boundLength) {
        return (score, member, offset, length) ->
                score < boundScore || (score == boundScore && compare(member, offset, length, bound, boundOffset, boundLength) < 0);
    }

    private static int compare(byte[] a, int aOffset, int aLength, byte[] b, int bOffset, int bLength) {
        return Arrays.compareUnsigned(a, aOffset, aOffset + aLength, b, bOffset, bOffset + bLength);
    }
}
