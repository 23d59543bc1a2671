package io.headwater.cache.engine.digest;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.Slice;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.PendingEntry;
import io.headwater.cache.engine.StreamConsumer;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamGroup;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import io.headwater.cache.engine.ValueType;

/**
 * What a key adds to a digest: two hashes of 64 bits over database, key, type, value and absolute expiry. Encodings, access times and the order of members leave no
 * trace; the order of a list's elements does. The hashes are part of the log's format: they never change.
 *
 * <p>The elements of a hash, a set or a sorted set add up; those of a list add up with a factor for each place ({@link ListSum}); a string of more than {@value #LARGE_BYTES}
 * bytes is the sum of its blocks, each hashed with its place. So an effect changes a sum by what it names. A value of more than {@value #HUGE_ELEMENTS} elements counts with their
 * number alone, and of a string longer than {@value #HUGE_BYTES} bytes only the two ends and the length count, so that no key takes more than a few milliseconds. One instance
 * serves one thread.
 */
final class EntryHash {
    /** Elements of a collection that are looked at. */
    static final int HUGE_ELEMENTS = 1 << 16;
    /** Bytes of a string, member or element that are looked at. */
    static final int HUGE_BYTES = 1 << 22;

    /** A longer string is the sum of its blocks. */
    static final int LARGE_BYTES = 1 << 16;
    /** From one place of a list to the next, in either lane: odd, so that there is a way back. */
    static final long NEXT_LOW = 0xd6e8feb86659fd93L;
    static final long NEXT_HIGH = 0xa0761d6478bd642fL;

    private static final int BLOCK_BYTES = 4096;
    private static final int END_BYTES = 1 << 16;
    private static final Hasher LOW = new Hasher(0x68656164_77617465L, 0x72206469_67657374L);
    private static final Hasher HIGH = new Hasher(0x3c6ef372_fe94f82bL, 0xa54ff53a_5f1d36f1L);
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private final Slice slice = new Slice();
    private long low;
    private long high;
    private long bodyLow;
    private long bodyHigh;
    private long placeLow = 1;
    private long placeHigh = 1;

    /** The first 64 bits of what {@link #of} hashed last. */
    long low() {
        return low;
    }

    /** The other 64 bits. */
    long high() {
        return high;
    }

    /** Hashes a key with all that it holds. */
    void of(int database, Entry entry) {
        of(database, entry.key(), entry.value(), entry.expireAtMs());
    }

    /** The same of a key and what it holds. */
    void of(int database, byte[] key, Value value, long expireAtMs) {
        begin();
        if (elements(value) <= HUGE_ELEMENTS) body(value);
        end(database, key, value.type(), elements(value), expireAtMs);
    }

    /** Hashes a key whose elements' sum is known; what is huge counts without it. */
    void of(int database, Entry entry, ElementSum elements) {
        long count = elements(entry.value());
        boolean counts = count <= HUGE_ELEMENTS;
        bodyLow = counts ? elements.low : 0;
        bodyHigh = counts ? elements.high : 0;
        end(database, entry.key(), entry.value().type(), count, entry.expireAtMs());
    }

    /** The sum of all elements of a value, of a large string's blocks. */
    ElementSum sum(Value value) {
        begin();
        body(value);
        return new ElementSum(bodyLow, bodyHigh);
    }

    /** Adds what a collection holds under the name of an effect's argument, or takes it out; nothing where it holds nothing of that name. */
    void element(Value collection, Args effect, int i, ElementSum sum, boolean in) {
        begin();
        byte[] name = effect.bytes();
        int offset = effect.offset(i);
        int length = effect.length(i);
        switch (collection) {
            case HashValue hash when hash.read(name, offset, length, slice) -> pair(name, offset, length, slice.bytes(), slice.offset(), slice.length());
            case SetValue set when set.contains(name, offset, length) -> member(name, offset, length);
            case SortedSetValue set -> {
                double score = set.score(name, offset, length);
                if (!Double.isNaN(score)) scored(name, offset, length, score);
            }
            default -> {}
        }
        sum.low += in ? bodyLow : -bodyLow;
        sum.high += in ? bodyHigh : -bodyHigh;
    }

    private void body(Value value) {
        switch (value) {
            case StringValue string -> string(string.array(), string.offset(), string.length());
            case HashValue hash -> hash.forEach(this::pair);
            case ListValue list -> {
                ListValue.Cursor cursor = list.cursor(0, false);
                while (cursor.next()) ordered(cursor.bytes(), cursor.offset(), cursor.length());
            }
            case SetValue set -> set.forEach(this::member);
            case SortedSetValue set -> set.forEach(this::scored);
            case StreamValue stream -> stream(stream);
        }
    }

    /** Entries in their order, then all that is known beside them; but not when a consumer was last seen, which is an access time. */
    private void stream(StreamValue stream) {
        StreamCursor cursor = stream.cursor(StreamId.MIN, StreamId.MAX, false);
        while (cursor.next()) {
            id(cursor.ms(), cursor.seq());
            while (cursor.nextField()) {
                ordered(cursor.field().bytes(), cursor.field().offset(), cursor.field().length());
                ordered(cursor.value().bytes(), cursor.value().offset(), cursor.value().length());
            }
        }
        id(stream.lastId().ms(), stream.lastId().seq());
        id(stream.maxDeletedId().ms(), stream.maxDeletedId().seq());
        number(stream.entriesAdded());
        for (StreamGroup group : stream.groups()) {
            ordered(group.name(), 0, group.name().length);
            id(group.lastId().ms(), group.lastId().seq());
            number(group.entriesRead());
            for (StreamConsumer consumer : group.consumers()) ordered(consumer.name(), 0, consumer.name().length);
            for (PendingEntry pending : group.pending()) {
                id(pending.id().ms(), pending.id().seq());
                ordered(pending.consumer().name(), 0, pending.consumer().name().length);
                number(pending.deliveredAtMs());
                number(pending.deliveries());
            }
        }
    }

    private void id(long ms, long seq) {
        number(ms);
        number(seq);
    }

    private void number(long number) {
        bodyLow = mix(bodyLow * STEP + mix(number + STEP));
        bodyHigh = mix(bodyHigh * STEP ^ mix(number ^ STEP));
    }

    /** Begins a key whose elements follow one by one. */
    void begin() {
        bodyLow = 0;
        bodyHigh = 0;
        placeLow = 1;
        placeHigh = 1;
    }

    /** Hashes the key whose elements were given since {@link #begin}; of a huge one, none. */
    void end(int database, byte[] key, ValueType type, long elements, long expireAtMs) {
        long salt = ((long) database << 8 | type.ordinal()) * STEP ^ mix(expireAtMs) ^ mix(elements * STEP);
        low = mix(mix(hash(LOW, key, 0, key.length) ^ salt) + bodyLow);
        high = mix(mix(hash(HIGH, key, 0, key.length) + salt) ^ bodyHigh);
    }

    /** Number of elements; 1 for a string. */
    static long elements(Value value) {
        return switch (value) {
            case StringValue string -> 1;
            case HashValue hash -> hash.size();
            case ListValue list -> list.size();
            case SetValue set -> set.size();
            case SortedSetValue set -> set.size();
            case StreamValue stream -> stream.length() + stream.pendingCount();
        };
    }

    /** A string's content. */
    void string(byte[] bytes, int offset, int length) {
        if (length <= LARGE_BYTES || length > HUGE_BYTES) {
            member(bytes, offset, length);
            return;
        }
        for (int block = 0; block * BLOCK_BYTES < length; block++) {
            bodyLow += block(LOW, bytes, offset, length, block);
            bodyHigh += block(HIGH, bytes, offset, length, block);
        }
    }

    /**
     * Adds blocks of a large string to its sum, or takes them out.
     *
     * @param from the first byte that counts; its whole block does
     * @param to behind the last one; what the string does not have is passed over
     */
    void blocks(byte[] bytes, int offset, int length, long from, long to, ElementSum sum, boolean in) {
        long end = Math.min(to, length);
        for (int block = (int) (from / BLOCK_BYTES); (long) block * BLOCK_BYTES < end; block++) {
            long ofLow = block(LOW, bytes, offset, length, block);
            long ofHigh = block(HIGH, bytes, offset, length, block);
            sum.low += in ? ofLow : -ofLow;
            sum.high += in ? ofHigh : -ofHigh;
        }
    }

    private static long block(Hasher hasher, byte[] bytes, int offset, int length, int block) {
        int at = block * BLOCK_BYTES;
        return mix(hasher.hash64(bytes, offset + at, Math.min(BLOCK_BYTES, length - at)) + (block + 1) * STEP);
    }

    /** The next element of a list. */
    void ordered(byte[] bytes, int offset, int length) {
        bodyLow += low(bytes, offset, length) * placeLow;
        bodyHigh += high(bytes, offset, length) * placeHigh;
        placeLow *= NEXT_LOW;
        placeHigh *= NEXT_HIGH;
    }

    void member(byte[] bytes, int offset, int length) {
        bodyLow += low(bytes, offset, length);
        bodyHigh += high(bytes, offset, length);
    }

    /** What bytes come to, wherever they stand. */
    long low(byte[] bytes, int offset, int length) {
        return mix(hash(LOW, bytes, offset, length));
    }

    /** The same in the other lane. */
    long high(byte[] bytes, int offset, int length) {
        return mix(hash(HIGH, bytes, offset, length));
    }

    void pair(byte[] field, int fieldOffset, int fieldLength, byte[] value, int valueOffset, int valueLength) {
        bodyLow += mix(mix(hash(LOW, field, fieldOffset, fieldLength)) + hash(LOW, value, valueOffset, valueLength));
        bodyHigh += mix(mix(hash(HIGH, field, fieldOffset, fieldLength)) + hash(HIGH, value, valueOffset, valueLength));
    }

    void scored(byte[] member, int offset, int length, double score) {
        // Adding 0 turns -0 into 0: which of the two is kept depends on the encoding.
        long bits = mix(Double.doubleToLongBits(score + 0.0) * STEP);
        bodyLow += mix(hash(LOW, member, offset, length) ^ bits);
        bodyHigh += mix(hash(HIGH, member, offset, length) + bits);
    }

    private static long hash(Hasher hasher, byte[] bytes, int offset, int length) {
        if (length <= HUGE_BYTES) return hasher.hash64(bytes, offset, length);
        return hasher.hash64(bytes, offset, END_BYTES) + STEP * (hasher.hash64(bytes, offset + length - END_BYTES, END_BYTES) ^ length);
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood). */
    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }
}
