package io.headwater.cache.engine.digest;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.Value;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hashes, sets and sorted sets that are too large to be hashed around each effect. Their elements have no order, so that the sum of what they hold is kept from the moment at which the
 * sweep passes them, and an effect that names elements changes it by these alone. Kept by the value, which goes along with a RENAME, a MOVE or a new expiry.
 *
 * <p>Owned by the thread that owns the keyspace.
 */
final class LargeCollections {
    private final EntryHash hash;
    private final Map<Value, ElementSum> sumByValue = new IdentityHashMap<>();
    /** Of the values that the effect under way concerns: what comes of them is seen behind it. */
    private final Map<Value, ElementSum> underWay = new IdentityHashMap<>();

    LargeCollections(EntryHash hash) {
        this.hash = hash;
    }

    /** Whether a value's elements have no order. */
    static boolean isUnordered(Value value) {
        return value instanceof HashValue || value instanceof SetValue || value instanceof SortedSetValue;
    }

    /** Hashes a key that comes into the digest, and keeps the sum of its elements if it is worth it. */
    void enter(int database, Entry entry, boolean large) {
        if (!large || EntryHash.elements(entry) > EntryHash.HUGE_ELEMENTS) {
            hash.of(database, entry);
            return;
        }
        ElementSum sum = hash.sum(entry.value());
        sumByValue.put(entry.value(), sum);
        hash.of(database, entry, sum);
    }

    /** Another effect begins. */
    void begin() {
        underWay.clear();
    }

    /** Hashes a key of the digest in front of an effect, and takes out of its sum what the effect may change. */
    void before(int database, Entry entry, EffectOp op, Args effect) {
        ElementSum sum = sumByValue.remove(entry.value());
        if (sum == null) {
            hash.of(database, entry);
            return;
        }
        hash.of(database, entry, sum);
        apply(entry.value(), op, effect, sum, false);
        underWay.put(entry.value(), sum);
    }

    /** Hashes a key of the digest behind an effect. */
    void after(int database, Entry entry, EffectOp op, Args effect, boolean large) {
        ElementSum sum = underWay.remove(entry.value());
        if (sum == null) {
            enter(database, entry, large);
            return;
        }
        apply(entry.value(), op, effect, sum, true);
        if (large) sumByValue.put(entry.value(), sum);
        hash.of(database, entry, sum);
    }

    private void apply(Value value, EffectOp op, Args effect, ElementSum sum, boolean in) {
        int first = switch (op) {
            case HSET, HDEL, SADD, SREM, ZREM -> 2;
            case ZADD -> 3;
            default -> effect.count();
        };
        int step = op == EffectOp.HSET || op == EffectOp.ZADD ? 2 : 1;
        // An effect may name an element twice, which is in the collection once.
        Set<ByteBuffer> named = effect.count() > first + step ? new HashSet<>() : null;
        for (int i = first; i < effect.count(); i += step) {
            if (isNew(named, effect, i)) hash.element(value, effect, i, sum, in);
        }
    }

    private static boolean isNew(@Nullable Set<ByteBuffer> named, Args effect, int i) {
        return named == null || named.add(ByteBuffer.wrap(effect.bytes(), effect.offset(i), effect.length(i)));
    }
}
