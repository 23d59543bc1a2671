package io.headwater.cache.engine;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A sorted set: packed into one array while it is small, else a table for the way from a member to its score and a {@link RankTree} for the order, which share
 * their nodes. It never goes back to the packed form. The limits between both are those of Redis 7.0's defaults.
 *
 * <p>The order is Redis's: by score, then by the bytes of the members. A score is never NaN; a packed set keeps -0 as 0, as Redis's does.
 */
public final class SortedSetValue extends Value {
    /** Redis's zset-max-listpack-entries. */
    private static final int MAX_PACKED_MEMBERS = 128;
    /** Heap of a member's node and of the header of its array, with its share of table and tree. */
    private static final int BYTES_PER_NODE = 64;

    private final Hasher hasher;
    /** Either {@code packed} is there, or {@code table} and {@code tree} are. */
    private @Nullable PackedScores packed = new PackedScores();

    private @Nullable Dict<ScoredMember> table;
    private @Nullable RankTree tree;
    /** Bytes of all members in the table. */
    private long tableBytes;

    /** An empty sorted set, whose table, should it need one, is keyed by {@code hasher}. */
    public SortedSetValue(Hasher hasher) {
        this.hasher = hasher;
    }

    @Override
    public ValueType type() {
        return ValueType.ZSET;
    }

    /** Whether the members are packed into one array; true at first, and never again once false. */
    public boolean isPacked() {
        return packed != null;
    }

    @Override
    public String encoding() {
        return packed != null ? "listpack" : "skiplist";
    }

    @Override
    public long memoryBytes() {
        return 56 + (packed != null ? packed.capacity() : tableBytes + (long) BYTES_PER_NODE * size());
    }

    @Override
    public SortedSetValue copy() {
        SortedSetValue copy = new SortedSetValue(hasher);
        if (packed != null) {
            copy.packed = packed.copy();
            return copy;
        }
        copy.beginTable(size());
        tree().forEach(0, size(), false, member -> copy.link(new ScoredMember(member.key, member.hash, member.score)));
        return copy;
    }

    /** Number of members. */
    public int size() {
        return packed != null ? packed.size() : table().size();
    }

    /** The score of the member in the slice, or NaN if it is not there. */
    public double score(byte[] member, int offset, int length) {
        if (packed != null) {
            int position = packed.find(member, offset, length);
            return position < 0 ? Double.NaN : packed.scoreAt(position);
        }
        ScoredMember found = table().find(member, offset, length);
        return found == null ? Double.NaN : found.score;
    }

    /** The number of members before the one in the slice, or -1 if it is not there. */
    public int rank(byte[] member, int offset, int length) {
        double score = score(member, offset, length);
        return Double.isNaN(score) ? -1 : countBefore(RankBound.beforeMember(score, member, offset, length));
    }

    /** Number of members before the place. */
    public int countBefore(RankBound bound) {
        return packed != null ? packed.countBefore(bound) : tree().countBefore(bound);
    }

    /** Adds a member, copied, or gives it another score; whether it is new. */
    boolean put(double score, byte[] member, int offset, int length) {
        if (packed != null) {
            int position = packed.find(member, offset, length);
            if (position >= 0) {
                if (packed.scoreAt(position) != score) packed.moveAt(position, score + 0.0);
                return false;
            }
            if (packed.size() < MAX_PACKED_MEMBERS && length <= PackedScores.MAX_MEMBER_BYTES) {
                // Adding 0 turns -0 into 0.
                packed.insert(score + 0.0, member, offset, length);
                return true;
            }
            unpack(packed);
        }
        int hash = hasher.hash(member, offset, length);
        ScoredMember found = table().find(member, offset, length, hash);
        if (found == null) {
            link(new ScoredMember(Arrays.copyOfRange(member, offset, offset + length), hash, score));
            return true;
        }
        if (found.score != score) tree().move(found, score);
        return false;
    }

    /** Removes the member in the slice; whether it was there. */
    boolean remove(byte[] member, int offset, int length) {
        if (packed != null) {
            int position = packed.find(member, offset, length);
            if (position >= 0) packed.removeAt(position);
            return position >= 0;
        }
        ScoredMember removed = table().remove(member, offset, length);
        if (removed == null) return false;
        tree().remove(removed);
        tableBytes -= removed.key.length;
        return true;
    }

    /** Gives all members in order. The set must not change meanwhile. */
    public void forEach(Slice.ScoredConsumer consumer) {
        forEach(0, size(), false, consumer);
    }

    /**
     * Gives {@code count} members in order, from the one with this rank on; {@code backwards}, in falling order from there. All of these ranks must exist. The set
     * must not change meanwhile.
     */
    public void forEach(int rank, int count, boolean backwards, Slice.ScoredConsumer consumer) {
        Objects.checkFromIndexSize(backwards ? rank - count + 1 : rank, count, size());
        if (packed != null) packed.forEach(rank, count, backwards, consumer);
        else tree().forEach(rank, count, backwards, member -> give(member, consumer));
    }

    /**
     * One step of an iteration with the guarantee of ZSCAN: a member that is there from the first step to the last is given at least once.
     *
     * @param cursor 0 to begin, else what the last step returned
     * @return the cursor of the next step, 0 at the end
     */
    public long scan(long cursor, Slice.ScoredConsumer consumer) {
        if (packed != null) {
            forEach(consumer);
            return 0;
        }
        return table().scan(cursor, member -> give(member, consumer));
    }

    private static void give(ScoredMember member, Slice.ScoredConsumer consumer) {
        consumer.accept(member.key, 0, member.key.length, member.score);
    }

    private Dict<ScoredMember> table() {
        return Objects.requireNonNull(table);
    }

    private RankTree tree() {
        return Objects.requireNonNull(tree);
    }

    private void unpack(PackedScores members) {
        beginTable(2 * members.size());
        members.forEach(0, members.size(), false, (bytes, offset, length, score) ->
                link(new ScoredMember(Arrays.copyOfRange(bytes, offset, offset + length), hasher.hash(bytes, offset, length), score)));
    }

    private void beginTable(int expectedSize) {
        Dict<ScoredMember> members = new Dict<>(hasher);
        members.reserve(expectedSize);
        table = members;
        tree = new RankTree();
        packed = null;
    }

    private void link(ScoredMember member) {
        table().insert(member);
        tree().insert(member);
        tableBytes += member.key.length;
    }
}
