package io.headwater.cache.engine;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A hash. Up to {@value #MAX_PACKED_FIELDS} fields of short names and values are packed into one array, in order of arrival; a larger hash is a table. It never
 * goes back to the packed form.
 *
 * <p>The encoding that OBJECT ENCODING reports follows Redis 7.0's default limits, of which the one for the number of fields is wider than that of the packed
 * form here: a search through 512 fields costs more than it saves.
 */
public final class HashValue extends Value {
    private static final int MAX_PACKED_FIELDS = 128;
    /** Redis's hash-max-listpack-entries. */
    private static final int MAX_LISTPACK_FIELDS = 512;
    /** The flag of a hash that outgrew one of Redis's limits at some time. */
    private static final int REPORTED_AS_TABLE = 1;
    /** Heap of a field's node and of the headers of its two arrays, with its share of the table. */
    private static final int BYTES_PER_NODE = 64;

    private static final class Field extends DictNode {
        byte[] value;

        Field(byte[] key, int hash, byte[] value) {
            super(key, hash);
            this.value = value;
        }
    }

    private final Hasher hasher;
    /** Exactly one of {@code packed} and {@code table} is there. */
    private @Nullable PackedEntries packed = new PackedEntries();

    private @Nullable Dict<Field> table;
    private int packedFields;
    /** Bytes of all names and values in the table. */
    private long tableBytes;

    /** An empty hash, whose table, should it need one, is keyed by {@code hasher}. */
    public HashValue(Hasher hasher) {
        this.hasher = hasher;
    }

    @Override
    public ValueType type() {
        return ValueType.HASH;
    }

    @Override
    public String encoding() {
        return flags() == REPORTED_AS_TABLE ? "hashtable" : "listpack";
    }

    @Override
    public long memoryBytes() {
        return 48 + (packed != null ? packed.capacity() : tableBytes + (long) BYTES_PER_NODE * size());
    }

    @Override
    public HashValue copy() {
        HashValue copy = new HashValue(hasher);
        copy.flags(flags());
        if (packed != null) {
            copy.packed = packed.copy();
            copy.packedFields = packedFields;
        } else {
            copy.packed = null;
            Dict<Field> fields = new Dict<>(hasher);
            fields.reserve(size());
            table().forEach(field -> fields.insert(new Field(field.key, field.hash, field.value.clone())));
            copy.table = fields;
            copy.tableBytes = tableBytes;
        }
        return copy;
    }

    /** Number of fields. */
    public int size() {
        return packed != null ? packedFields : table().size();
    }

    /** Whether the field in the slice is there. */
    public boolean contains(byte[] field, int offset, int length) {
        return packed != null ? packed.find(field, offset, length, 2) >= 0 : table().find(field, offset, length) != null;
    }

    /** Points {@code into} at the value of the field in the slice; false, and {@code into} as it was, if there is no such field. */
    public boolean read(byte[] field, int offset, int length, Slice into) {
        if (packed != null) {
            int position = packed.find(field, offset, length, 2);
            if (position < 0) return false;
            packed.read(packed.after(position), into);
            return true;
        }
        Field found = table().find(field, offset, length);
        if (found == null) return false;
        into.set(found.value, 0, found.value.length);
        return true;
    }

    /** Sets a field to a value, both copied; whether the field is new. */
    boolean put(byte[] field, int fieldOffset, int fieldLength, byte[] value, int valueOffset, int valueLength) {
        boolean tooLong = Math.max(fieldLength, valueLength) > PackedEntries.MAX_ENTRY_BYTES;
        if (tooLong) {
            flags(REPORTED_AS_TABLE);
            if (packed != null) unpack(packed);
        }
        if (packed != null) return putPacked(packed, field, fieldOffset, fieldLength, value, valueOffset, valueLength);
        boolean added = putInTable(field, fieldOffset, fieldLength, value, valueOffset, valueLength);
        if (added && size() > MAX_LISTPACK_FIELDS) flags(REPORTED_AS_TABLE);
        return added;
    }

    private boolean putPacked(
            PackedEntries entries, byte[] field, int fieldOffset, int fieldLength, byte[] value, int valueOffset, int valueLength) {
        int position = entries.find(field, fieldOffset, fieldLength, 2);
        if (position >= 0) {
            entries.replace(entries.after(position), value, valueOffset, valueLength);
            return false;
        }
        entries.append(field, fieldOffset, fieldLength);
        entries.append(value, valueOffset, valueLength);
        if (++packedFields > MAX_PACKED_FIELDS) unpack(entries);
        return true;
    }

    private boolean putInTable(byte[] field, int fieldOffset, int fieldLength, byte[] value, int valueOffset, int valueLength) {
        Dict<Field> fields = table();
        int hash = hasher.hash(field, fieldOffset, fieldLength);
        Field found = fields.find(field, fieldOffset, fieldLength, hash);
        if (found == null) {
            byte[] name = Arrays.copyOfRange(field, fieldOffset, fieldOffset + fieldLength);
            fields.insert(new Field(name, hash, Arrays.copyOfRange(value, valueOffset, valueOffset + valueLength)));
            tableBytes += fieldLength + valueLength;
            return true;
        }
        tableBytes += valueLength - found.value.length;
        if (found.value.length == valueLength) System.arraycopy(value, valueOffset, found.value, 0, valueLength);
        else found.value = Arrays.copyOfRange(value, valueOffset, valueOffset + valueLength);
        return false;
    }

    /** Removes the field in the slice; whether it was there. */
    boolean remove(byte[] field, int offset, int length) {
        if (packed != null) {
            int position = packed.find(field, offset, length, 2);
            if (position < 0) return false;
            packed.remove(position, packed.skip(position, 2));
            packedFields--;
            return true;
        }
        Field removed = table().remove(field, offset, length);
        if (removed == null) return false;
        tableBytes -= removed.key.length + removed.value.length;
        return true;
    }

    /** Gives every field with its value, once. The hash must not change meanwhile. */
    public void forEach(Slice.PairConsumer consumer) {
        if (packed == null) {
            table().forEach(field -> give(field, consumer));
            return;
        }
        for (int at = 0; at < packed.end(); at = packed.skip(at, 2)) give(packed, at, consumer);
    }

    /**
     * One step of an iteration with the guarantee of HSCAN: a field that is there from the first step to the last is given at least once.
     *
     * @param cursor 0 to begin, else what the last step returned
     * @return the cursor of the next step, 0 at the end
     */
    public long scan(long cursor, Slice.PairConsumer consumer) {
        if (packed != null) {
            forEach(consumer);
            return 0;
        }
        return table().scan(cursor, field -> give(field, consumer));
    }

    /** Gives a random field with its value. The hash must not be empty. */
    public void random(RandomGenerator random, Slice.PairConsumer consumer) {
        if (packed != null) give(packed, packed.skip(0, 2 * random.nextInt(packedFields)), consumer);
        else give(Objects.requireNonNull(table().random(random)), consumer);
    }

    private static void give(Field field, Slice.PairConsumer consumer) {
        consumer.accept(field.key, 0, field.key.length, field.value, 0, field.value.length);
    }

    private static void give(PackedEntries entries, int position, Slice.PairConsumer consumer) {
        int value = entries.after(position);
        byte[] bytes = entries.bytes();
        consumer.accept(bytes, position + 1, entries.lengthAt(position), bytes, value + 1, entries.lengthAt(value));
    }

    private Dict<Field> table() {
        return Objects.requireNonNull(table);
    }

    private void unpack(PackedEntries entries) {
        Dict<Field> fields = new Dict<>(hasher);
        fields.reserve(2L * packedFields);
        table = fields;
        packed = null;
        byte[] bytes = entries.bytes();
        for (int at = 0; at < entries.end(); at = entries.skip(at, 2)) {
            int value = entries.after(at);
            putInTable(bytes, at + 1, entries.lengthAt(at), bytes, value + 1, entries.lengthAt(value));
        }
    }
}
