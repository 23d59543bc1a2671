package io.headwater.cache.engine.digest;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values that are too large to be hashed around each effect. The sum of what they hold is kept from the moment at which the sweep passes them, and an effect that names what it
 * changes changes the sum by that alone. Kept by the value, so that a collection's goes along with a RENAME or a MOVE; a string is hashed anew after one.
 *
 * <p>Owned by the thread that owns the keyspace.
 */
final class LargeValues {
    static final int LARGE_ELEMENTS = 1024;

    private final EntryHash hash;
    private final ListSum lists;
    private final StringSum strings;
    /** By collection, or by the key of a string, which is no object that lasts. */
    private final Map<Object, ElementSum> sums = new HashMap<>();
    /** Of the values that the effect under way concerns: what comes of them is seen behind it. */
    private final Map<Object, ElementSum> underWay = new HashMap<>();

    private record StringKey(int database, ByteBuffer key) {}

    private static Object owner(int database, Entry entry, Value value) {
        return value instanceof StringValue ? new StringKey(database, ByteBuffer.wrap(entry.key())) : value;
    }

    LargeValues(EntryHash hash) {
        this.hash = hash;
        this.lists = new ListSum(hash);
        this.strings = new StringSum(hash);
    }

    /** Whether it is worth keeping what the value comes to. */
    static boolean isLarge(Value value) {
        return value instanceof StringValue string ? string.length() > EntryHash.LARGE_BYTES : EntryHash.elements(value) > LARGE_ELEMENTS;
    }

    private static boolean isHuge(Value value) {
        return value instanceof StringValue string ? string.length() > EntryHash.HUGE_BYTES : EntryHash.elements(value) > EntryHash.HUGE_ELEMENTS;
    }

    /** Hashes a key that comes into the digest, and keeps the sum of what it holds if it is worth it. */
    void enter(int database, Entry entry) {
        Value value = entry.value();
        if (!isLarge(value) || isHuge(value)) {
            hash.of(database, entry);
            return;
        }
        ElementSum sum = hash.sum(value);
        sums.put(owner(database, entry, value), sum);
        hash.of(database, entry, sum);
    }

    /** Another effect begins. */
    void begin() {
        underWay.clear();
    }

    /** Hashes a key of the digest in front of an effect, and takes out of its sum what the effect may change. */
    void before(int database, Entry entry, EffectOp op, Args effect) {
        Value value = entry.value();
        Object owner = owner(database, entry, value);
        ElementSum sum = sums.remove(owner);
        if (sum == null) {
            hash.of(database, entry);
            return;
        }
        hash.of(database, entry, sum);
        if (!follows(value, op)) return;
        apply(value, op, effect, sum, false);
        underWay.put(owner, sum);
    }

    /** Hashes a key of the digest behind an effect. */
    void after(int database, Entry entry, EffectOp op, Args effect) {
        Value value = entry.value();
        Object owner = owner(database, entry, value);
        ElementSum sum = underWay.remove(owner);
        boolean otherSum = value instanceof StringValue && (!isLarge(value) || isHuge(value));
        if (sum == null || otherSum) {
            enter(database, entry);
            return;
        }
        apply(value, op, effect, sum, true);
        if (isLarge(value)) sums.put(owner, sum);
        hash.of(database, entry, sum);
    }

    /** Whether it is known what the effect does to the value; after any other the value is hashed as a whole. */
    static boolean follows(Value value, EffectOp op) {
        return switch (op) {
            case PEXPIREAT, PERSIST, RENAME, MOVE, DEL -> true; // to what it holds: nothing
            case HSET, HDEL -> value instanceof HashValue;
            case SADD, SREM -> value instanceof SetValue;
            case ZADD, ZREM -> value instanceof SortedSetValue;
            default -> value instanceof ListValue && ListSum.follows(op) || value instanceof StringValue && StringSum.follows(op);
        };
    }

    private void apply(Value value, EffectOp op, Args effect, ElementSum sum, boolean in) {
        switch (value) {
            case ListValue list when in -> lists.after(list, op, effect, sum);
            case ListValue list -> lists.before(list, op, effect, sum);
            case StringValue string when !StringSum.follows(op) -> {}
            case StringValue string when in -> strings.after(string, op, effect, sum);
            case StringValue string -> strings.before(string, op, effect, sum);
            default -> elements(value, op, effect, sum, in);
        }
    }

    private void elements(Value value, EffectOp op, Args effect, ElementSum sum, boolean in) {
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
