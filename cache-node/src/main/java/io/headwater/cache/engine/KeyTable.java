package io.headwater.cache.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Database} holds until it is flushed: records in a {@link Slab}, the index that finds them, the collections that they name, and their expiries. Keeps the four in step. A
 * flush takes a new one, so that who still reads the old one reads what was there. Owned by one thread.
 */
final class KeyTable {
    static final int CLOCK_MASK = 0xFFFFFF;

    final Records records = new Records();
    final KeyIndex index;
    final ExpiryHeap expiries = new ExpiryHeap(records);
    private final Values values = new Values();
    private final Hasher hasher;
    private final Defragmenter defragmenter = new Defragmenter(this);

    KeyTable(Hasher hasher) {
        this.hasher = hasher;
        this.index = new KeyIndex(records);
    }

    /** Bytes of all that is here but the collections themselves. */
    long bytes() {
        return records.slab().bytes() + index.bytes() + expiries.bytes();
    }

    int hashOf(long reference) {
        return hasher.hash(records.array(reference), records.keyAt(reference), records.keyLength(reference));
    }

    /** What a record that is no string's holds. */
    Value collection(long reference) {
        return values.at(records.valueNumber(reference));
    }

    /** Points {@code view} to a record's string. */
    void show(long reference, StringValue view) {
        boolean edited = (records.flags(reference) & Records.EDITED) != 0;
        view.show(records.array(reference), records.valueAt(reference), records.valueLength(reference), edited);
    }

    boolean isString(long reference) {
        return (records.flags(reference) & Records.COLLECTION) == 0;
    }

    long expireAtMs(long reference) {
        return (records.flags(reference) & Records.EXPIRES) == 0 ? Entry.NO_EXPIRY : expiries.timeOf(reference);
    }

    void touch(long reference, long nowMs) {
        records.clock(reference, (int) (nowMs / 1000));
    }

    long memoryBytes(long reference) {
        // A cell of the index, at the usual load.
        long own = records.slab().capacity(reference) + 2L * Long.BYTES;
        return isString(reference) ? own : own + values.at(records.valueNumber(reference)).memoryBytes();
    }

    /** Adds a key that must be absent. A string is copied, a collection taken over. */
    long insert(byte[] key, int offset, int length, int hash, Value value) {
        long reference;
        if (value instanceof StringValue string) {
            reference = records.addString(0, key, offset, length, string.array(), string.offset(), string.length());
            records.flag(reference, Records.EDITED, string.isEdited());
        } else {
            reference = records.addCollection(key, offset, length, values.add(value));
        }
        index.insert(hash, reference);
        return reference;
    }

    /** Adds a key that must be absent, with a string; {@code expires} makes room for an expiry, which is to follow. */
    long insert(byte[] key, int offset, int length, int hash, byte[] value, int valueOffset, int valueLength, boolean expires) {
        long reference = records.addString(expires ? Records.EXPIRES : 0, key, offset, length, value, valueOffset, valueLength);
        index.insert(hash, reference);
        return reference;
    }

    /** Replaces whatever the record holds by a string; returns where the record is now. The expiry stays. */
    long set(long reference, int hash, byte[] value, int offset, int length) {
        long now = reference;
        if (!isString(reference)) {
            values.remove(records.valueNumber(reference));
            now = rewrite(reference, hash, records.flags(reference) & ~Records.COLLECTION, length);
        } else if (records.valueLength(reference) != length) {
            now = resize(reference, hash, length);
        }
        System.arraycopy(value, offset, records.array(now), records.valueAt(now), length);
        records.flag(now, Records.EDITED, false);
        return now;
    }

    /** Writes into the string from {@code at} on; what lies between its end and there becomes zeros. */
    long write(long reference, int hash, int at, byte[] value, int offset, int length) {
        int old = records.valueLength(reference);
        int end = Math.addExact(at, length);
        long now = end > old ? resize(reference, hash, end) : reference;
        byte[] array = records.array(now);
        int valueAt = records.valueAt(now);
        if (at > old) Arrays.fill(array, valueAt + old, valueAt + at, (byte) 0);
        System.arraycopy(value, offset, array, valueAt + at, length);
        records.flag(now, Records.EDITED, true);
        return now;
    }

    private long resize(long reference, int hash, int length) {
        if (!records.fits(reference, length)) return rewrite(reference, hash, records.flags(reference), length);
        records.valueLength(reference, length);
        return reference;
    }

    /** Moves the record to a cell of the right size, with other flags. */
    private long rewrite(long reference, int hash, int flags, int valueLength) {
        long copy = records.copy(reference, flags, valueLength);
        moved(reference, copy, hash);
        return copy;
    }

    /** A copy of the record takes its place. */
    void moved(long reference, long copy, int hash) {
        if ((records.flags(reference) & Records.EXPIRES) != 0) {
            records.heapPlace(copy, records.heapPlace(reference));
            expiries.moved(copy);
        }
        index.replace(hash, reference, copy);
        records.slab().free(reference);
    }

    /** Moves the record as it is to another cell: for the defragmenter. */
    void move(long reference) {
        rewrite(reference, hashOf(reference), records.flags(reference), records.valueLength(reference));
    }

    void remove(long reference, int hash) {
        if ((records.flags(reference) & Records.EXPIRES) != 0) expiries.remove(reference);
        if (!isString(reference)) values.remove(records.valueNumber(reference));
        index.remove(hash, reference);
        records.slab().free(reference);
    }

    /** Sets the expiry; returns where the record is now. */
    long expireAt(long reference, long atMs) {
        int flags = records.flags(reference);
        long now = (flags & Records.EXPIRES) != 0
                ? reference
                : rewrite(reference, hashOf(reference), flags | Records.EXPIRES, records.valueLength(reference));
        expiries.put(now, atMs);
        return now;
    }

    /** Takes the expiry away; the record keeps the room for one. */
    void persist(long reference) {
        if ((records.flags(reference) & Records.EXPIRES) != 0) expiries.remove(reference);
    }

    /** Moves at most so many records out of sparse pages; whether there is more to do. */
    boolean defragment(int steps) {
        return defragmenter.step(steps);
    }

    /** An entry that nobody uses again. */
    @Nullable Entry entry(long reference) {
        return reference == KeyIndex.NONE ? null : new Entry(this, reference);
    }
}
