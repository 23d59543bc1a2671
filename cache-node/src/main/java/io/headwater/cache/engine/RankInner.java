package io.headwater.cache.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A page of a {@link RankTree} that holds pages in order, with the smallest member below each and how many there are. */
final class RankInner extends RankPage {
    final @Nullable RankPage[] children = new RankPage[CAPACITY];
    /** The smallest member below each child, and how many there are. */
    final @Nullable ScoredMember[] smallests = new ScoredMember[CAPACITY];

    final int[] totals = new int[CAPACITY];
    private int total;

    RankPage child(int index) {
        return Objects.requireNonNull(children[index]);
    }

    private ScoredMember smallest(int index) {
        return Objects.requireNonNull(smallests[index]);
    }

    @Override
    int total() {
        return total;
    }

    @Override
    ScoredMember smallest() {
        return smallest(0);
    }

    /** The child in whose stretch a member belongs: the last one that begins at or before it, else the first. */
    int childFor(ScoredMember member) {
        int low = 1;
        int high = used;
        while (low < high) {
            int middle = (low + high) >>> 1;
            ScoredMember smallest = smallest(middle);
            if (smallest == member || smallest.isBefore(member.score, member.key)) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    /** The child that holds the place, or ends at it. */
    int childFor(RankBound bound) {
        int low = 1;
        int high = used;
        while (low < high) {
            int middle = (low + high) >>> 1;
            ScoredMember smallest = smallest(middle);
            if (bound.isBehind(smallest.score, smallest.key, 0, smallest.key.length)) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    @Override
    @Nullable RankPage insert(ScoredMember member) {
        int index = childFor(member);
        RankPage right = child(index).insert(member);
        refresh(index);
        if (right == null) return null;
        if (used < CAPACITY) {
            insertAt(index + 1, right);
            return null;
        }
        RankInner sibling = new RankInner();
        int kept = index == used - 1 ? used : used / 2;
        for (int i = kept; i < used; i++) sibling.append(child(i));
        cut(kept);
        if (index + 1 <= kept && kept < CAPACITY) insertAt(index + 1, right);
        else sibling.insertAt(index + 1 - kept, right);
        return sibling;
    }

    void append(RankPage page) {
        insertAt(used, page);
    }

    private void insertAt(int index, RankPage page) {
        int behind = used - index;
        System.arraycopy(children, index, children, index + 1, behind);
        System.arraycopy(smallests, index, smallests, index + 1, behind);
        System.arraycopy(totals, index, totals, index + 1, behind);
        children[index] = page;
        used++;
        totals[index] = 0;
        refresh(index);
    }

    private void removeAt(int index) {
        total -= totals[index];
        int behind = used - index - 1;
        System.arraycopy(children, index + 1, children, index, behind);
        System.arraycopy(smallests, index + 1, smallests, index, behind);
        System.arraycopy(totals, index + 1, totals, index, behind);
        used--;
        children[used] = null;
        smallests[used] = null;
    }

    private void cut(int kept) {
        while (used > kept) removeAt(used - 1);
    }

    /** Brings what is known of a child up to date. */
    private void refresh(int index) {
        RankPage child = child(index);
        int now = child.total();
        total += now - totals[index];
        totals[index] = now;
        smallests[index] = now == 0 ? null : child.smallest();
    }

    @Override
    void remove(ScoredMember member) {
        int index = childFor(member);
        child(index).remove(member);
        refresh(index);
        if (!joinWithNeighbour(index) && totals[index] == 0) {
            // Empty and alone: this page becomes empty with it, and is the next one up to go.
            if (child(index) instanceof RankLeaf leaf) leaf.unlink();
            removeAt(index);
        }
    }

    /** Joins a page with a neighbour under the same parent, if it is empty or both are sparse. */
    private boolean joinWithNeighbour(int index) {
        int left = index > 0 ? index - 1 : index;
        if (left + 1 >= used) return false;
        boolean sparse = child(left).used + child(left + 1).used <= CAPACITY / 2;
        if (!sparse && totals[index] > 0) return false;
        child(left).absorb(child(left + 1));
        removeAt(left + 1);
        refresh(left);
        return true;
    }

    @Override
    void absorb(RankPage page) {
        RankInner right = (RankInner) page;
        for (int i = 0; i < right.used; i++) append(right.child(i));
    }
}
