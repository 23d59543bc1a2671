package io.headwater.cache.engine;

/**
 * Fills collections that no keyspace holds yet, for whoever brings in a snapshot by {@link Keyspace#load}: a snapshot is a fold that was done before. Arrays are
 * copied. Not for values that are in a keyspace.
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

    /** Adds a member with its score, which is not NaN; whether it is new. */
    public static boolean scored(SortedSetValue set, byte[] member, double score) {
        return set.put(score, member, 0, member.length);
    }
}
