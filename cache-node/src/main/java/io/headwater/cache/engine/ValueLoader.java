package io.headwater.cache.engine;

/**
 * Fills collections that no keyspace holds: for whoever brings in a snapshot by {@link Keyspace#load}, a snapshot being a fold that was done before, and for results
 * that are only being computed. Arrays are copied. Never for a value that is in a keyspace.
 */
public final class ValueLoader {
    private ValueLoader() {}

    /** Sets a field; whether it is new. */
    public static boolean field(HashValue hash, byte[] field, byte[] value) {
        return hash.put(field, 0, field.length, value, 0, value.length);
    }

    /** Appends an element. */
    public static void element(ListValue list, byte[] element) {
        list.pushLast(element, 0, element.length);
    }

    /** Adds a member; whether it is new. */
    public static boolean member(SetValue set, byte[] member) {
        return set.add(member, 0, member.length);
    }

    /** Adds a member given as a slice; whether it is new. */
    public static boolean member(SetValue set, byte[] bytes, int offset, int length) {
        return set.add(bytes, offset, length);
    }

    /** Adds a member with its score, which is not NaN; whether it is new. */
    public static boolean scored(SortedSetValue set, byte[] member, double score) {
        return set.put(score, member, 0, member.length);
    }
}
