package io.headwater.cache.engine;

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
    private RankPage root = new RankLeaf();

    /** Adds a member that is not there. */
    void insert(ScoredMember member) {
        RankPage right = root.insert(member);
        if (right != null) {
            RankInner top = new RankInner();
            top.append(root);
            top.append(right);
            root = top;
        }
    }

    /** Removes a member that is there, with the score that it was added with. */
    void remove(ScoredMember member) {
        root.remove(member);
        while (root instanceof RankInner inner && inner.used <= 1) root = inner.used == 1 ? inner.child(0) : new RankLeaf();
    }

    /** Gives a member that is there another score, and its new place. */
    void move(ScoredMember member, double score) {
        RankPage page = root;
        while (page instanceof RankInner inner) page = inner.child(inner.childFor(member));
        if (((RankLeaf) page).keepsPlace(member, score)) {
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
        RankPage page = root;
        while (page instanceof RankInner inner) {
            int index = inner.childFor(bound);
            for (int i = 0; i < index; i++) count += inner.totals[i];
            page = inner.child(index);
        }
        return count + ((RankLeaf) page).countBefore(bound);
    }

    /** Gives {@code count} members from the one with this rank on, or {@code backwards} from there; they must exist. */
    void forEach(int rank, int count, boolean backwards, Consumer<ScoredMember> consumer) {
        if (count == 0) return;
        int index = rank;
        RankPage page = root;
        while (page instanceof RankInner inner) {
            int child = 0;
            while (index >= inner.totals[child]) index -= inner.totals[child++];
            page = inner.child(child);
        }
        RankLeaf leaf = (RankLeaf) page;
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
}
