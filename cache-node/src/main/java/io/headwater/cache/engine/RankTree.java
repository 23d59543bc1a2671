package io.headwater.cache.engine;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of a sorted set in order, as a B+ tree whose pages count what is below them, so that the rank of a place and the member of a rank both take one
 * way from the root to a leaf. A leaf is an array of references, some five bytes for a member, where a skip list takes thirty.
 *
 * <p>Removal empties pages and joins a page with a neighbour only when both together fill no more than half of one; so pages do not thrash between splitting and
 * joining, at the price of a tree that may be sparser than a textbook's.
 */
final class RankTree {
    /** Entries of a page. A leaf's worth of references is moved by an insertion in about the time of one cache miss. */
    static final int PAGE_CAPACITY = 64;

    private Page root = new Leaf();

    int size() {
        return root.total();
    }

    void insert(ScoredMember member) {
        Page right = root.insert(member);
        if (right != null) {
            Inner top = new Inner();
            top.append(root);
            top.append(right);
            root = top;
        }
    }

    void remove(ScoredMember member) {
        root.remove(member);
        while (root instanceof Inner inner && inner.used <= 1) root = inner.used == 1 ? inner.child(0) : new Leaf();
    }

    /** Gives a member that is there another score, and its new place. */
    void move(ScoredMember member, double score) {
        Page page = root;
        while (page instanceof Inner inner) page = inner.child(inner.childFor(member));
        if (((Leaf) page).keepsPlace(member, score)) {
            member.score = score;
            return;
        }
        remove(member);
        member.score = score;
        insert(member);
    }

    /** Number of members before the place. */
    int countBefore(RankBound bound) {
        int count = 0;
        Page page = root;
        while (page instanceof Inner inner) {
            int index = inner.childFor(bound);
            for (int i = 0; i < index; i++) count += inner.totals[i];
            page = inner.child(index);
        }
        return count + ((Leaf) page).countBefore(bound);
    }

    /** Gives {@code count} members from the one with this rank on, or {@code backwards} from there; they must exist. */
    void forEach(int rank, int count, boolean backwards, Consumer<ScoredMember> consumer) {
        if (count == 0) return;
        int index = rank;
        Page page = root;
        while (page instanceof Inner inner) {
            int child = 0;
            while (index >= inner.totals[child]) index -= inner.totals[child++];
            page = inner.child(child);
        }
        Leaf leaf = (Leaf) page;
        for (int left = count; left > 0; left--) {
            consumer.accept(leaf.at(index));
            if (left == 1) return;
            if (backwards && --index < 0) {
                leaf = Objects.requireNonNull(leaf.previous);
                index = leaf.used - 1;
            } else if (!backwards && ++index == leaf.used) {
                leaf = Objects.requireNonNull(leaf.next);
                index = 0;
            }
        }
    }

    /** A node of the tree. */
    private abstract static sealed class Page permits Leaf, Inner {
        int used;

        /** Number of members in and below this page. */
        abstract int total();

        /** The smallest member; not of an empty page. */
        abstract ScoredMember smallest();

        /** Adds a member; the new right half if the page had to be split, else null. */
        abstract @Nullable Page insert(ScoredMember member);

        /** Removes a member that is there. */
        abstract void remove(ScoredMember member);

        /** Appends all of the right neighbour to this page. */
        abstract void absorb(Page right);
    }

    private static final class Leaf extends Page {
        final @Nullable ScoredMember[] members = new ScoredMember[PAGE_CAPACITY];
        @Nullable Leaf previous;
        @Nullable Leaf next;

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
        @Nullable Page insert(ScoredMember member) {
            int index = countBefore(member.score, member.key);
            if (used < PAGE_CAPACITY) {
                insertAt(index, member);
                return null;
            }
            Leaf right = new Leaf();
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
        void absorb(Page page) {
            Leaf right = (Leaf) page;
            System.arraycopy(right.members, 0, members, used, right.used);
            used += right.used;
            next = right.next;
            if (next != null) next.previous = this;
        }
    }

    private static final class Inner extends Page {
        final @Nullable Page[] children = new Page[PAGE_CAPACITY];
        /** The smallest member below each child, and how many there are. */
        final @Nullable ScoredMember[] smallests = new ScoredMember[PAGE_CAPACITY];

        final int[] totals = new int[PAGE_CAPACITY];
        private int total;

        Page child(int index) {
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
        @Nullable Page insert(ScoredMember member) {
            int index = childFor(member);
            Page right = child(index).insert(member);
            refresh(index);
            if (right == null) return null;
            if (used < PAGE_CAPACITY) {
                insertAt(index + 1, right);
                return null;
            }
            Inner sibling = new Inner();
            int kept = index == used - 1 ? used : used / 2;
            for (int i = kept; i < used; i++) sibling.append(child(i));
            cut(kept);
            if (index + 1 <= kept && kept < PAGE_CAPACITY) insertAt(index + 1, right);
            else sibling.insertAt(index + 1 - kept, right);
            return sibling;
        }

        void append(Page page) {
            insertAt(used, page);
        }

        private void insertAt(int index, Page page) {
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
            Page child = child(index);
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
                if (child(index) instanceof Leaf leaf) leaf.unlink();
                removeAt(index);
            }
        }

        /** Joins a page with a neighbour under the same parent, if it is empty or both are sparse. */
        private boolean joinWithNeighbour(int index) {
            int left = index > 0 ? index - 1 : index;
            if (left + 1 >= used) return false;
            boolean sparse = child(left).used + child(left + 1).used <= PAGE_CAPACITY / 2;
            if (!sparse && totals[index] > 0) return false;
            child(left).absorb(child(left + 1));
            removeAt(left + 1);
            refresh(left);
            return true;
        }

        @Override
        void absorb(Page page) {
            Inner right = (Inner) page;
            for (int i = 0; i < right.used; i++) append(right.child(i));
        }
    }
}
