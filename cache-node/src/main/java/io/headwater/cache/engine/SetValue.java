package io.headwater.cache.engine;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A set, in one of three forms: sorted integers while all members are such, short strings packed into one array, or a table. It only ever moves to a later form.
 *
 * <p>OBJECT ENCODING reports the packed form as a hash table too, since Redis 7.0 knows no other encoding for a set of strings.
 */
public final class SetValue extends Value {
    /** Redis's set-max-intset-entries. */
    private static final int MAX_INTS = 512;
    private static final int MAX_PACKED_MEMBERS = 128;
    /** Heap of a member's node and of the header of its array, with its share of the table. */
    private static final int BYTES_PER_NODE = 44;

    private final Hasher hasher;
    /** Exactly one of {@code ints}, {@code packed} and {@code table} is there. */
    private @Nullable IntSet ints = new IntSet();

    private @Nullable PackedEntries packed;
    private @Nullable Dict<Member> table;
    private int packedMembers;
    /** Bytes of all members in the table. */
    private long tableBytes;

    private static final class Member extends DictNode {
        Member(byte[] key, int hash) {
            super(key, hash);
        }
    }

    /** An empty set, whose table, should it need one, is keyed by {@code hasher}. */
    public SetValue(Hasher hasher) {
        this.hasher = hasher;
    }

    @Override
    public ValueType type() {
        return ValueType.SET;
    }

    @Override
    public String encoding() {
        return ints != null ? "intset" : "hashtable";
    }

    @Override
    public long memoryBytes() {
        if (ints != null) return 64 + ints.capacity();
        return 48 + (packed != null ? packed.capacity() : tableBytes + (long) BYTES_PER_NODE * size());
    }

    @Override
    public SetValue copy() {
        SetValue copy = new SetValue(hasher);
        copy.ints = ints == null ? null : ints.copy();
        copy.packed = packed == null ? null : packed.copy();
        copy.packedMembers = packedMembers;
        if (table != null) {
            Dict<Member> members = new Dict<>(hasher);
            members.reserve(table.size());
            // A member's bytes never change, so the copy may share them.
            table.forEach(member -> members.insert(new Member(member.key, member.hash)));
            copy.table = members;
            copy.tableBytes = tableBytes;
        }
        return copy;
    }

    /** Number of members. */
    public int size() {
        if (ints != null) return ints.size();
        return packed != null ? packedMembers : table().size();
    }

    /** Whether the member in the slice is there. */
    public boolean contains(byte[] member, int offset, int length) {
        if (ints != null) return Numbers.isLong(member, offset, length) && ints.contains(Numbers.toLong(member, offset, length));
        if (packed != null) return packed.find(member, offset, length, 1) >= 0;
        return table().find(member, offset, length) != null;
    }

    /** Adds a member, copied; whether it is new. */
    boolean add(byte[] member, int offset, int length) {
        if (ints != null) {
            if (Numbers.isLong(member, offset, length)) return addInt(ints, Numbers.toLong(member, offset, length));
            leaveInts(ints, length);
        }
        if (packed != null) {
            if (packed.find(member, offset, length, 1) >= 0) return false;
            if (length <= PackedEntries.MAX_ENTRY_BYTES && packedMembers < MAX_PACKED_MEMBERS) {
                packed.append(member, offset, length);
                packedMembers++;
                return true;
            }
            toTable();
        }
        return addToTable(member, offset, length);
    }

    private boolean addInt(IntSet members, long value) {
        if (!members.add(value)) return false;
        if (members.size() > MAX_INTS) toTable();
        return true;
    }

    private boolean addToTable(byte[] member, int offset, int length) {
        Dict<Member> members = table();
        int hash = hasher.hash(member, offset, length);
        if (members.find(member, offset, length, hash) != null) return false;
        members.insert(new Member(Arrays.copyOfRange(member, offset, offset + length), hash));
        tableBytes += length;
        return true;
    }

    /** Removes the member in the slice; whether it was there. */
    boolean remove(byte[] member, int offset, int length) {
        if (ints != null) return Numbers.isLong(member, offset, length) && ints.remove(Numbers.toLong(member, offset, length));
        if (packed != null) {
            int position = packed.find(member, offset, length, 1);
            if (position < 0) return false;
            packed.remove(position, packed.after(position));
            packedMembers--;
            return true;
        }
        Member removed = table().remove(member, offset, length);
        if (removed == null) return false;
        tableBytes -= removed.key.length;
        return true;
    }

    /** Gives every member once; integers in ascending order. The set must not change meanwhile. */
    public void forEach(Slice.Consumer consumer) {
        if (ints != null) {
            byte[] text = new byte[Numbers.MAX_LONG_CHARS];
            for (int i = 0; i < ints.size(); i++) consumer.accept(text, 0, Numbers.write(ints.at(i), text, 0));
        } else if (packed != null) {
            byte[] bytes = packed.bytes();
            for (int at = 0; at < packed.end(); at = packed.after(at)) consumer.accept(bytes, at + 1, packed.lengthAt(at));
        } else {
            table().forEach(member -> consumer.accept(member.key, 0, member.key.length));
        }
    }

    /**
     * One step of an iteration with the guarantee of SSCAN: a member that is there from the first step to the last is given at least once.
     *
     * @param cursor 0 to begin, else what the last step returned
     * @return the cursor of the next step, 0 at the end
     */
    public long scan(long cursor, Slice.Consumer consumer) {
        if (table == null) {
            forEach(consumer);
            return 0;
        }
        return table.scan(cursor, member -> consumer.accept(member.key, 0, member.key.length));
    }

    /** Gives a random member. The set must not be empty. */
    public void random(RandomGenerator random, Slice.Consumer consumer) {
        if (ints != null) {
            byte[] text = Numbers.bytes(ints.at(random.nextInt(ints.size())));
            consumer.accept(text, 0, text.length);
        } else if (packed != null) {
            int at = packed.skip(0, random.nextInt(packedMembers));
            consumer.accept(packed.bytes(), at + 1, packed.lengthAt(at));
        } else {
            Member member = Objects.requireNonNull(table().random(random));
            consumer.accept(member.key, 0, member.key.length);
        }
    }

    private Dict<Member> table() {
        return Objects.requireNonNull(table);
    }

    private void leaveInts(IntSet members, int nextLength) {
        if (nextLength > PackedEntries.MAX_ENTRY_BYTES || members.size() >= MAX_PACKED_MEMBERS) {
            toTable();
            return;
        }
        PackedEntries entries = new PackedEntries();
        forEach(entries::append);
        packed = entries;
        packedMembers = members.size();
        ints = null;
    }

    private void toTable() {
        Dict<Member> members = new Dict<>(hasher);
        members.reserve(2L * size());
        table = members;
        // Walks the form that is being left: it is still in place, and the smaller form goes first.
        forEach(this::addToTable);
        ints = null;
        packed = null;
    }
}
