package io.headwater.cache.engine.digest;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Value;
import io.headwater.cache.engine.ValueType;
import java.util.HexFormat;

/**
 * The sum of the digests of keys, in no order, and their number: two sets of keys have the same one if and only if they hold the same, but for what {@link KeyDigest}
 * leaves out. A key may be given as an entry, or in pieces, as a file holds it. One thread.
 */
public final class KeyspaceSum {
    private final EntryHash hash = new EntryHash();
    private long low;
    private long high;
    private long keys;

    private int database;
    private byte[] key = {};
    private ValueType type = ValueType.STRING;
    private long elements;
    private long expireAtMs;

    /** Adds a key. */
    public void add(int index, Entry entry) {
        hash.of(index, entry);
        added();
    }

    /** Adds a key that is in no keyspace; expiry as of {@link #begin}. */
    public void add(int index, byte[] name, Value value, long expiry) {
        hash.of(index, name, value, expiry);
        added();
    }

    /**
     * Begins a key; its elements follow one by one, for a string its content, then {@link #end}.
     *
     * @param expiry milliseconds since 1970, or {@link Entry#NO_EXPIRY}
     */
    public void begin(int index, byte[] name, ValueType ofType, long expiry) {
        database = index;
        key = name;
        type = ofType;
        elements = 0;
        expireAtMs = expiry;
        hash.begin();
    }

    /** A string's content, or the next element of a list. */
    public void ordered(byte[] bytes) {
        if (!looksAtNext()) return;
        if (type == ValueType.STRING) hash.string(bytes, 0, bytes.length);
        else hash.ordered(bytes, 0, bytes.length);
    }

    /** A member of a set. */
    public void member(byte[] bytes) {
        if (looksAtNext()) hash.member(bytes, 0, bytes.length);
    }

    /** A field of a hash. */
    public void field(byte[] field, byte[] value) {
        if (looksAtNext()) hash.pair(field, 0, field.length, value, 0, value.length);
    }

    /** A member of a sorted set. */
    public void scored(byte[] member, double score) {
        if (looksAtNext()) hash.scored(member, 0, member.length, score);
    }

    /** The key has all its elements. */
    public void end() {
        if (elements > EntryHash.HUGE_ELEMENTS) hash.begin(); // then their number alone counts
        hash.end(database, key, type, elements, expireAtMs);
        added();
    }

    private boolean looksAtNext() {
        return ++elements <= EntryHash.HUGE_ELEMENTS;
    }

    private void added() {
        low += hash.low();
        high += hash.high();
        keys++;
    }

    /** Keys that were added. */
    public long keys() {
        return keys;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyspaceSum sum && sum.low == low && sum.high == high && sum.keys == keys;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(low ^ high);
    }

    @Override
    public String toString() {
        return keys + " keys, digest " + HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
