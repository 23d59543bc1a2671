package io.headwater.cache.engine.digest;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.FoldObserver;
import io.headwater.cache.engine.Keyspace;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * Sums a keyspace up in slices, between which the fold goes on, such that the sum is exact at the moment when the last slice is done and at every later one.
 *
 * <p>A sweep passes over each database in the order of the keys' reversed hashes ({@link Database#visitFrom}), so that whether it has passed a key is a comparison. Around
 * each effect on a key that it has passed, the key is taken out of the sum and put back in; a key that it has not passed is none of its business yet. Outside of a
 * round this costs a write nothing.
 *
 * <p>A large value is hashed once, when the sweep passes it; {@link LargeValues} then keeps the sum of what it holds, of which an effect changes what it names. Only LINSERT and
 * LREM name no place: a list of more than {@value LargeValues#LARGE_ELEMENTS} elements would have to be hashed as a whole around each of them, and is left out of a round in which
 * one comes; so is any large value of which {@link LargeValues} does not know what an effect does to it. The copies of a shard sweep in different orders and at different paces, and yet must come to the same sum: what is left out depends therefore on the log alone, namely
 * on whether a value is large before or after such an effect. A flush or a swap of databases ends the round for all copies without a result.
 *
 * <p>Owned by the thread that owns the keyspace.
 */
public final class DigestRound implements FoldObserver {
    private static final long END = 1L << 32;
    /** Steps between two looks at the clock. */
    private static final int STEPS = 16;

    private final Keyspace keyspace;
    private final long id;
    private final EntryHash hash = new EntryHash();
    private final LargeValues values = new LargeValues(hash);
    private final DigestSum sum = new DigestSum();
    private final Set<LeftOut> leftOut = new HashSet<>();
    private int database;
    private long limit;
    private boolean abandoned;

    /** A key whose value was large when it changed in a way that is not followed. */
    private record LeftOut(int database, ByteBuffer key) {}

    /** @param id what the log calls the round */
    public DigestRound(Keyspace keyspace, long id) {
        this.keyspace = keyspace;
        this.id = id;
    }

    /** What the log calls the round. */
    public long id() {
        return id;
    }

    /** Whether the round will have no result. */
    public boolean isAbandoned() {
        return abandoned;
    }

    /** The sum; complete once {@link #sweep} has returned true. */
    public DigestSum sum() {
        return sum;
    }

    /**
     * Goes on with the sweep.
     *
     * @param untilNanos when to stop, on the scale of {@link System#nanoTime}
     * @return whether every key is in the sum
     */
    public boolean sweep(long untilNanos) {
        int steps = 0;
        while (database < keyspace.databases()) {
            limit = keyspace.database(database).visitFrom(limit, this::add);
            if (limit >= END) {
                database++;
                limit = 0;
            }
            if (++steps % STEPS == 0 && System.nanoTime() - untilNanos > 0) break;
        }
        return database >= keyspace.databases();
    }

    private void add(Entry entry) {
        if (isLeftOut(database, entry.key())) return;
        values.enter(database, entry);
        count(entry, true);
    }

    /** The key that was hashed last. */
    private void count(Entry entry, boolean in) {
        int range = DigestSum.rangeOf(entry.key());
        if (in) sum.add(range, hash.low(), hash.high());
        else sum.subtract(range, hash.low(), hash.high());
    }

    private boolean isLeftOut(int index, byte[] key) {
        return !leftOut.isEmpty() && leftOut.contains(new LeftOut(index, ByteBuffer.wrap(key)));
    }

    private boolean hasPassed(int index, Entry entry) {
        return index < database || index == database && Integer.toUnsignedLong(Integer.reverse(entry.hash())) < limit;
    }

    /** Whether the effect says too little about a large value, which would have to be hashed as a whole although the effect is small. */
    private static boolean isTooMuch(Entry entry, EffectOp op) {
        boolean replaces = op == EffectOp.SET || op == EffectOp.COPY;
        return !replaces && LargeValues.isLarge(entry.value()) && !LargeValues.follows(entry.value(), op);
    }

    @Override
    public void before(Database current, EffectOp op, Args effect) {
        values.begin();
        visit(current, op, effect, false);
    }

    @Override
    public void after(Database current, EffectOp op, Args effect) {
        visit(current, op, effect, true);
    }

    private void visit(Database current, EffectOp op, Args effect, boolean after) {
        if (abandoned) return;
        switch (op) {
            case SELECT -> {}
            case SWAPDB, FLUSHDB, FLUSHALL -> abandoned = true;
            case RENAME -> {
                visit(current, op, effect, 1, after);
                if (!effect.sameBytes(1, 2)) visit(current, op, effect, 2, after);
            }
            case COPY -> visit(effect.count() == 6 ? other(effect, 4) : current, op, effect, 2, after);
            case MOVE -> {
                visit(current, op, effect, 1, after);
                visit(other(effect, 2), op, effect, 1, after);
            }
            case XGROUP -> visit(current, op, effect, 2, after);
            default -> visit(current, op, effect, 1, after);
        }
    }

    /** The database that an effect names; the fold refuses one that is not there, so that any other will do. */
    private Database other(Args effect, int i) {
        long index = effect.isLong(i) ? effect.toLong(i) : 0;
        return keyspace.database((int) Math.clamp(index, 0, keyspace.databases() - 1));
    }

    private void visit(Database in, EffectOp op, Args effect, int i, boolean after) {
        Entry entry = in.find(effect, i);
        if (entry == null || isLeftOut(in.index(), entry.key())) return;
        boolean tooMuch = isTooMuch(entry, op);
        // After the effect a value that is too large is left out; before it, one that was passed is in the sum.
        if (hasPassed(in.index(), entry) && !(after && tooMuch)) {
            if (after) values.after(in.index(), entry, op, effect);
            else values.before(in.index(), entry, op, effect);
            count(entry, after);
        }
        if (tooMuch) leftOut.add(new LeftOut(in.index(), ByteBuffer.wrap(entry.key())));
    }
}
