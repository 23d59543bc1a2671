package io.headwater.cache.engine;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A page of a {@link RankTree} that holds members in order, and knows its neighbours. */
final class RankLeaf extends RankPage {
    final @Nullable ScoredMember[] members = new ScoredMember[CAPACITY];
    @Nullable RankLeaf previous;
    @Nullable RankLeaf next;

    ScoredMember at(int index) {
        return Objects.requireNonNull(members[index]);
    }

    @Override
    int total() {
        return used;
    }

    @Override
    ScoredMember smallest() {
        return at(0);
    }

    /** Number of members before this place. */
    int countBefore(double score, byte[] key) {
        int low = 0;
        int high = used;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).isBefore(score, key)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    int countBefore(RankBound bound) {
        int low = 0;
        int high = used;
        while (low < high) {
            int middle = (low + high) >>> 1;
            ScoredMember member = at(middle);
            if (bound.isBehind(member.score, member.key, 0, member.key.length)) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    @Override
    @Nullable RankPage insert(ScoredMember member) {
        int index = countBefore(member.score, member.key);
        if (used < CAPACITY) {
            insertAt(index, member);
            return null;
        }
        RankLeaf right = new RankLeaf();
        // Growth at the end (scores that are times) leaves full pages behind, growth elsewhere halves.
        int kept = index == used && next == null ? used : used / 2;
        System.arraycopy(members, kept, right.members, 0, used - kept);
        Arrays.fill(members, kept, used, null);
        right.used = used - kept;
        used = kept;
        right.next = next;
        right.previous = this;
        if (next != null) next.previous = right;
        next = right;
        if (index < kept) insertAt(index, member);
        else right.insertAt(index - kept, member);
        return right;
    }

    /** Whether a member of this leaf would stay between its neighbours here with this score. */
    boolean keepsPlace(ScoredMember member, double score) {
        int index = countBefore(member.score, member.key);
        return index > 0
                && index < used - 1
                && at(index - 1).isBefore(score, member.key)
                && !at(index + 1).isBefore(score, member.key);
    }

    private void insertAt(int index, ScoredMember member) {
        System.arraycopy(members, index, members, index + 1, used - index);
        members[index] = member;
        used++;
    }

    @Override
    void remove(ScoredMember member) {
        int index = countBefore(member.score, member.key);
        if (index >= used || members[index] != member) throw new IllegalStateException("a member is not at its place in the order");
        System.arraycopy(members, index + 1, members, index, used - index - 1);
        members[--used] = null;
    }

    void unlink() {
        if (previous != null) previous.next = next;
        if (next != null) next.previous = previous;
    }

    @Override
    void absorb(RankPage page) {
        RankLeaf right = (RankLeaf) page;
        System.arraycopy(right.members, 0, members, used, right.used);
        used += right.used;
        next = right.next;
        if (next != null) next.previous = this;
    }
}
