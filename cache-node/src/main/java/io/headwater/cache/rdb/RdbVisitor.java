package io.headwater.cache.rdb;

import io.headwater.cache.engine.StreamValue;
import java.io.IOException;

/**
 * What an RDB file says, in its order: {@link RdbReader} calls it, {@link RdbWriter} is one, so that a file is copied,
 * filtered or joined to others by putting one before the other.
 *
 * <p>A collection arrives as its {@code begin...} call, its elements, and {@link #end}. Arrays that are passed in belong
 * to the receiver. An expiry is an absolute time in milliseconds, or {@link #NO_EXPIRY}. Calls come from one thread; an
 * exception of a visitor ends the reading and reaches the reader's caller as it is.
 */
public interface RdbVisitor {
    /** The key never expires. */
    long NO_EXPIRY = -1;

    /** The number of elements is not known before the last one. */
    long UNKNOWN_COUNT = -1;

    /** A fact about the file, for example {@code redis-ver} and {@code 7.0.15}. */
    default void aux(byte[] name, byte[] value) throws IOException {}

    /** The keys that follow belong to this database. */
    default void selectDb(int db) throws IOException {}

    /** Claimed numbers of keys, and of keys with an expiry, in this database: a hint which may be wrong. */
    default void resizeDb(long keys, long expiring) throws IOException {}

    /** A whole string key. */
    void string(byte[] key, byte[] value, long expireAtMs) throws IOException;

    /**
     * A hash; {@link #field} follows for each of its fields.
     *
     * @param count as claimed by the file, at least 1; a damaged file may claim anything, so allocate by what arrives
     */
    void beginHash(byte[] key, long count, long expireAtMs) throws IOException;

    /** One field of the hash. */
    void field(byte[] field, byte[] value) throws IOException;

    /**
     * A list; {@link #element} follows for each element from head to tail.
     *
     * @param count as in {@link #beginHash}, or {@link #UNKNOWN_COUNT}, since Redis stores the number of nodes only
     */
    void beginList(byte[] key, long count, long expireAtMs) throws IOException;

    /** One element of the list. */
    void element(byte[] element) throws IOException;

    /** A set; {@link #member} follows for each member; {@code count} as in {@link #beginHash}. */
    void beginSet(byte[] key, long count, long expireAtMs) throws IOException;

    /** One member of the set. */
    void member(byte[] member) throws IOException;

    /** A sorted set; {@link #scored} follows for each member, in any order; {@code count} as in {@link #beginHash}. */
    void beginSortedSet(byte[] key, long count, long expireAtMs) throws IOException;

    /** One member of the sorted set; the score is never NaN. */
    void scored(byte[] member, double score) throws IOException;

    /** A whole stream, which belongs to the receiver. */
    void stream(byte[] key, StreamValue stream, long expireAtMs) throws IOException;

    /** The collection that was begun last is complete. */
    void end() throws IOException;
}
