package io.headwater.cache.engine;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of byte-string keys, for the members of large collections, that never stops the world: chained, a power of two wide, resized step by step.
 *
 * <p>While it resizes, two tables are live: buckets below {@code rehashedBuckets} of {@code old} have moved to {@code table}, the others have not. Every insert,
 * removal and lookup moves at most one bucket and looks at no more than {@value #EMPTY_BUCKETS_PER_STEP} empty ones.
 *
 * <p>{@link #scan} visits buckets in the order of their reversed index, so that a bucket's split or merge keeps what a cursor has passed (Pieter Noordhuis's algorithm,
 * in Redis's {@code dictScan}): what is in the table from the first call to the last is returned at least once, however the table resizes in between.
 *
 * <p>Lookups take slices and allocate nothing. Owned by one thread.
 *
 * @param <N> the node type, which carries the mapped value
 */
public final class Dict<N extends DictNode> {
    private static final int MIN_BUCKETS = 4;
    private static final int MAX_BUCKETS = 1 << 30;
    private static final int EMPTY_BUCKETS_PER_STEP = 10;
    /** Shrinks when fewer than one node in this many buckets is left. */
    private static final int SPARSE = 8;
    /** Random probes of buckets before {@link #random} walks on from one, so that its time is bounded even in a sparse table. */
    private static final int RANDOM_PROBES = 64;

    private final Hasher hasher;
    private @Nullable DictNode[] table = new DictNode[MIN_BUCKETS];
    private @Nullable DictNode @Nullable [] old;
    private int rehashedBuckets;
    private int size;

    /** An empty table whose keys are hashed by {@code hasher}. */
    public Dict(Hasher hasher) {
        this.hasher = hasher;
    }

    /** Number of nodes. */
    public int size() {
        return size;
    }

    /** Number of buckets of all live tables. */
    public int buckets() {
        return table.length + (old == null ? 0 : old.length);
    }

    /** Whether a resize is under way. */
    public boolean isRehashing() {
        return old != null;
    }

    /** The hash that a node for this key must carry. */
    public int hash(byte[] b, int offset, int length) {
        return hasher.hash(b, offset, length);
    }

    /** The node of the key in the slice, or null. */
    public @Nullable N find(byte[] b, int offset, int length) {
        return find(b, offset, length, hasher.hash(b, offset, length));
    }

    /** {@link #find(byte[], int, int)} with the hash already known. */
    public @Nullable N find(byte[] b, int offset, int length, int hash) {
        if (old != null) {
            step();
            if (old != null) {
                int index = hash & (old.length - 1);
                if (index >= rehashedBuckets) return inChain(old[index], b, offset, length, hash);
            }
        }
        return inChain(table[hash & (table.length - 1)], b, offset, length, hash);
    }

    @SuppressWarnings("unchecked")
    private @Nullable N inChain(@Nullable DictNode head, byte[] b, int offset, int length, int hash) {
        for (DictNode node = head; node != null; node = node.next) {
            if (node.hash == hash && Arrays.equals(node.key, 0, node.key.length, b, offset, offset + length)) return (N) node;
        }
        return null;
    }

    /** Adds a node whose key is known to be absent. */
    public void insert(N node) {
        if (old != null) step();
        else if (size >= table.length) resize(table.length * 2L);
        link(node);
        size++;
    }

    private void link(DictNode node) {
        @Nullable DictNode[] target = table;
        int index = node.hash & (table.length - 1);
        if (old != null) {
            int before = node.hash & (old.length - 1);
            if (before >= rehashedBuckets) {
                target = old;
                index = before;
            }
        }
        node.next = target[index];
        target[index] = node;
    }

    /** Removes the node of the key in the slice and returns it, or null. */
    public @Nullable N remove(byte[] b, int offset, int length) {
        N node = find(b, offset, length);
        if (node != null) remove(node);
        return node;
    }

    /** Removes a node that is in this table. */
    public void remove(N node) {
        unlink(node);
        size--;
        if (old == null) shrinkIfSparse();
    }

    private void shrinkIfSparse() {
        if (table.length > MIN_BUCKETS && size < table.length / SPARSE) resize(size);
    }

    private void unlink(DictNode node) {
        @Nullable DictNode[] home = table;
        int index = node.hash & (table.length - 1);
        if (old != null) {
            int before = node.hash & (old.length - 1);
            if (before >= rehashedBuckets) {
                home = old;
                index = before;
            }
        }
        DictNode successor = node.next;
        DictNode at = home[index];
        if (at == node) {
            home[index] = successor;
        } else {
            while (at != null && at.next != node) at = at.next;
            if (at == null) throw new IllegalStateException("not a node of this table");
            at.next = successor;
        }
        node.next = null;
    }

    /** Forgets every node at once. */
    public void clear() {
        table = new DictNode[MIN_BUCKETS];
        old = null;
        size = 0;
    }

    /** Makes room for {@code expected} nodes, when it is known before a load; only an empty table. */
    public void reserve(long expected) {
        if (size == 0) table = new DictNode[bucketsFor(expected)];
    }

    private static int bucketsFor(long nodes) {
        if (nodes >= MAX_BUCKETS) return MAX_BUCKETS;
        int buckets = MIN_BUCKETS;
        while (buckets < nodes) buckets <<= 1;
        return buckets;
    }

    private void resize(long nodes) {
        int buckets = bucketsFor(nodes);
        if (buckets == table.length) return;
        old = table;
        table = new DictNode[buckets];
        rehashedBuckets = 0;
    }

    private void step() {
        @Nullable DictNode[] from = old;
        if (from == null) return;
        int end = Math.min(from.length, rehashedBuckets + EMPTY_BUCKETS_PER_STEP);
        int index = rehashedBuckets;
        while (index < end && from[index] == null) index++;
        if (index < end) {
            DictNode node = from[index];
            from[index++] = null;
            while (node != null) {
                DictNode next = node.next;
                int to = node.hash & (table.length - 1);
                node.next = table[to];
                table[to] = node;
                node = next;
            }
        }
        rehashedBuckets = index;
        if (index == from.length) {
            old = null;
            // What was removed while this resize ran may call for the next one.
            shrinkIfSparse();
        }
    }

    /**
     * Visits the nodes of the buckets that {@code cursor} stands for, and returns the next cursor; 0 starts and 0 ends. The action must not add to or remove from
     * this table.
     */
    @SuppressWarnings("unchecked")
    public long scan(long cursor, Consumer<? super N> action) {
        @Nullable DictNode[] small = table;
        @Nullable DictNode[] large = table;
        if (old != null) {
            small = old.length <= table.length ? old : table;
            large = old.length <= table.length ? table : old;
        }
        long smallMask = small.length - 1;
        long largeMask = large.length - 1;
        long v = cursor;
        visit(small[(int) (v & smallMask)], (Consumer<DictNode>) action);
        if (small == large) return advance(v, smallMask);
        do {
            visit(large[(int) (v & largeMask)], (Consumer<DictNode>) action);
            v = advance(v, largeMask);
            // The large table's buckets that share the small one's: all with the same low bits.
        } while ((v & (smallMask ^ largeMask)) != 0);
        return v;
    }

    /** Adds one to the cursor from its most significant bit downwards. */
    private static long advance(long cursor, long mask) {
        return Long.reverse(Long.reverse(cursor | ~mask) + 1);
    }

    private static void visit(@Nullable DictNode head, Consumer<DictNode> action) {
        DictNode node = head;
        while (node != null) {
            DictNode next = node.next;
            action.accept(node);
            node = next;
        }
    }

    /** Visits every node once, in no order. The action must not add to or remove from this table. */
    @SuppressWarnings("unchecked")
    public void forEach(Consumer<? super N> action) {
        if (old != null) {
            for (DictNode head : old) visit(head, (Consumer<DictNode>) action);
        }
        for (DictNode head : table) visit(head, (Consumer<DictNode>) action);
    }

    /** A random node, nearly uniform (as Redis's, a node in a longer chain is a little less likely); null only if the table is empty. */
    @SuppressWarnings("unchecked")
    public @Nullable N random(RandomGenerator random) {
        if (size == 0) return null;
        if (old != null) step();
        int buckets = buckets();
        DictNode head = null;
        int index = 0;
        for (int probe = 0; probe < RANDOM_PROBES && head == null; probe++) {
            index = random.nextInt(buckets);
            head = bucket(index);
        }
        while (head == null) {
            index = index + 1 == buckets ? 0 : index + 1;
            head = bucket(index);
        }
        int length = 0;
        for (DictNode node = head; node != null; node = node.next) length++;
        int skip = length == 1 ? 0 : random.nextInt(length);
        DictNode node = head;
        for (; skip > 0 && node.next != null; skip--) node = node.next;
        return (N) node;
    }

    private @Nullable DictNode bucket(int index) {
        return index < table.length || old == null ? table[index] : old[index - table.length];
    }
}
