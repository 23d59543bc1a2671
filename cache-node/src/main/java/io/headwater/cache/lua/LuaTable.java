package io.headwater.cache.lua;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A table: an array of the keys 1..n and a hash of the rest, sized and ordered as Lua 5.1's, so that {@code next} and {@code #} say what they say there.
 *
 * <p>The hash is a chained scatter table with Brent's variation: a key that collides with one that is not in its own place takes that place, and the other moves to a
 * free one. A key whose value became nil stays until the next growth, which lets a traversal go on after it has removed what it visits.
 */
public final class LuaTable {
    private static final @Nullable Object[] NOTHING = new Object[0];
    private static final int NO_NODE = -1;
    private static final int MAX_BITS = 26;

    private @Nullable Object[] array = NOTHING;
    private @Nullable Object[] keys = NOTHING;
    private @Nullable Object[] values = NOTHING;
    private int[] next = new int[0];
    private int lastFree;

    /** Behaviour beyond that of a plain table, or null. */
    private @Nullable LuaTable metatable;
    private boolean readOnly;

    /** An empty table. */
    public LuaTable() {}

    /** An empty table with room for so many array items and hashed keys. */
    public LuaTable(int arraySize, int hashSize) {
        if (arraySize > 0) array = new Object[arraySize];
        if (hashSize > 0) newNodes(bitsFor(hashSize));
    }

    /** A sequence of these values. */
    public static LuaTable sequence(Object... items) {
        LuaTable table = new LuaTable(items.length, 0);
        System.arraycopy(items, 0, table.array, 0, items.length);
        return table;
    }

    /** The metatable, or null. */
    public @Nullable LuaTable metatable() {
        return metatable;
    }

    /** Sets or removes the metatable. */
    public void metatable(@Nullable LuaTable table) {
        metatable = table;
    }

    /** Whether scripts may not change this table. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Keeps scripts from changing this table from here on. */
    public void makeReadOnly() {
        readOnly = true;
    }

    /** The value of a text key, without metamethods. */
    public @Nullable Object get(String key) {
        return get(LuaString.of(key));
    }

    /** The value of a key, or nil, without metamethods. */
    public @Nullable Object get(@Nullable Object key) {
        if (key instanceof LuaString string) {
            for (int i = values.length == 0 ? NO_NODE : string.luaHash() & (values.length - 1); i >= 0; i = next[i]) {
                if (keys[i] == string || (keys[i] instanceof LuaString other && string.equals(other))) return values[i];
            }
            return null;
        }
        if (key instanceof Double number) {
            double d = number;
            int i = (int) d;
            if (i == d && i >= 1 && i <= array.length) return array[i - 1];
        }
        int node = key == null ? NO_NODE : find(key);
        return node < 0 ? null : values[node];
    }

    /** The value of an integer key. */
    public @Nullable Object get(int key) {
        if (key >= 1 && key <= array.length) return array[key - 1];
        if (values.length == 0) return null;
        int node = find((double) key);
        return node < 0 ? null : values[node];
    }

    private int find(Object key) {
        if (values.length == 0) return NO_NODE;
        for (int i = mainPosition(key); i >= 0; i = next[i]) {
            if (same(key, keys[i])) return i;
        }
        return NO_NODE;
    }

    private static boolean same(Object key, @Nullable Object other) {
        if (key == other) return true;
        // 0 and -0 are one key, as the numbers are equal.
        if (key instanceof Double a) return other instanceof Double b && a.doubleValue() == b.doubleValue();
        return key.equals(other);
    }

    /** {@link #set(Object, Object)} of a text key. */
    public void set(String key, @Nullable Object value) {
        set(LuaString.of(key), value);
    }

    /** Sets an integer key. */
    public void set(int key, @Nullable Object value) {
        if (key >= 1 && key <= array.length) array[key - 1] = value;
        else set((Object) (double) key, value);
    }

    /** Sets a key, which is neither nil nor NaN, without metamethods and whether or not the table is read-only. */
    public void set(Object key, @Nullable Object value) {
        if (key instanceof Double number) {
            double d = number;
            int i = (int) d;
            if (i == d && i >= 1 && i <= array.length) {
                array[i - 1] = value;
                return;
            }
        }
        int node = find(key);
        if (node >= 0) values[node] = value;
        else insert(key, value);
    }

    /** Adds a key; one of no value takes a place too, as in Lua, until the next growth. */
    private void insert(Object key, @Nullable Object value) {
        int place = values.length == 0 ? NO_NODE : mainPosition(key);
        if (place < 0 || values[place] != null) {
            int free = place < 0 ? NO_NODE : freePlace();
            if (free < 0) {
                grow(key);
                set(key, value);
                return;
            }
            Object settled = keys[place];
            int others = settled == null ? place : mainPosition(settled);
            if (others != place) {
                int previous = others;
                while (next[previous] != place) previous = next[previous];
                next[previous] = free;
                keys[free] = keys[place];
                values[free] = values[place];
                next[free] = next[place];
                next[place] = NO_NODE;
            } else {
                next[free] = next[place];
                next[place] = free;
                place = free;
            }
        }
        keys[place] = key;
        values[place] = value;
    }

    private int freePlace() {
        while (lastFree > 0) {
            if (keys[--lastFree] == null) return lastFree;
        }
        return NO_NODE;
    }

    private int mainPosition(Object key) {
        int size = values.length;
        if (key instanceof LuaString string) return string.luaHash() & (size - 1);
        if (key instanceof Double number) {
            if (number == 0) return 0;
            long bits = Double.doubleToRawLongBits(number);
            return Integer.remainderUnsigned((int) bits + (int) (bits >>> 32), (size - 1) | 1);
        }
        if (key instanceof Boolean bool) return (bool ? 1 : 0) & (size - 1);
        return Integer.remainderUnsigned(System.identityHashCode(key), (size - 1) | 1);
    }

    /** Makes room for one more key: both parts get the sizes that their contents deserve. */
    private void grow(Object newKey) {
        int[] byBits = new int[MAX_BITS + 1];
        int integers = 0;
        int all = 1;
        for (int i = 0; i < array.length; i++) {
            if (array[i] == null) continue;
            byBits[bitsFor(i + 1)]++;
            integers++;
            all++;
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) continue;
            integers += countInteger(keys[i], byBits);
            all++;
        }
        integers += countInteger(newKey, byBits);
        int arraySize = 0;
        int inArray = 0;
        int sum = 0;
        for (int bits = 0, power = 1; bits <= MAX_BITS && power / 2 < integers; bits++, power *= 2) {
            sum += byBits[bits];
            if (sum > power / 2) {
                arraySize = power;
                inArray = sum;
            }
        }
        resize(arraySize, all - inArray);
    }

    private static int countInteger(@Nullable Object key, int[] byBits) {
        if (!(key instanceof Double number)) return 0;
        double d = number;
        int i = (int) d;
        if (i != d || i < 1 || i > 1 << MAX_BITS) return 0;
        byBits[bitsFor(i)]++;
        return 1;
    }

    /** The least b with 2^b >= n. */
    private static int bitsFor(int n) {
        return n <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(n - 1);
    }

    private void resize(int arraySize, int hashSize) {
        @Nullable Object[] oldArray = array;
        @Nullable Object[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        if (arraySize != array.length) array = Arrays.copyOf(array, arraySize);
        if (hashSize == 0) {
            keys = NOTHING;
            values = NOTHING;
            next = new int[0];
            lastFree = 0;
        } else {
            newNodes(bitsFor(hashSize));
        }
        for (int i = arraySize; i < oldArray.length; i++) {
            if (oldArray[i] != null) set((Object) (double) (i + 1), oldArray[i]);
        }
        for (int i = oldValues.length - 1; i >= 0; i--) {
            Object key = oldKeys[i];
            if (oldValues[i] != null && key != null) set(key, oldValues[i]);
        }
    }

    private void newNodes(int bits) {
        if (bits > MAX_BITS) throw LuaError.message("table overflow");
        int size = 1 << bits;
        keys = new Object[size];
        values = new Object[size];
        next = new int[size];
        Arrays.fill(next, NO_NODE);
        lastFree = size;
    }

    /** A border: some n with t[n] not nil and t[n+1] nil, or 0. */
    public int length() {
        int j = array.length;
        if (j > 0 && array[j - 1] == null) {
            int i = 0;
            while (j - i > 1) {
                int middle = (i + j) >>> 1;
                if (array[middle - 1] == null) j = middle;
                else i = middle;
            }
            return i;
        }
        return values.length == 0 ? j : borderBeyond(j);
    }

    private int borderBeyond(int filled) {
        int i = filled;
        int j = filled + 1;
        while (get(j) != null) {
            i = j;
            if (j > Integer.MAX_VALUE / 2) {
                i = 1;
                while (get(i) != null) i++;
                return i - 1;
            }
            j *= 2;
        }
        while (j - i > 1) {
            int middle = (i + j) >>> 1;
            if (get(middle) == null) j = middle;
            else i = middle;
        }
        return i;
    }

    /**
     * The place behind that of a key in the order of {@code next}: 0 is the first.
     *
     * @throws LuaError if the key is not in the table
     */
    public int placeBehind(@Nullable Object key) {
        if (key == null) return 0;
        if (key instanceof Double number) {
            double d = number;
            int i = (int) d;
            if (i == d && i >= 1 && i <= array.length) return i;
        }
        int node = find(key);
        if (node < 0) throw LuaError.operation("invalid key to 'next'");
        return array.length + node + 1;
    }

    /** The first place from {@code place} on that holds a value, or -1. */
    public int filledFrom(int place) {
        for (int i = place; i < array.length; i++) {
            if (array[i] != null) return i;
        }
        for (int i = Math.max(0, place - array.length); i < values.length; i++) {
            if (values[i] != null) return array.length + i;
        }
        return NO_NODE;
    }

    /** The key at a place. */
    public Object keyAt(int place) {
        if (place < array.length) return (double) (place + 1);
        Object key = keys[place - array.length];
        if (key == null) throw new IllegalArgumentException("an empty place");
        return key;
    }

    /** The value at a place. */
    public @Nullable Object valueAt(int place) {
        return place < array.length ? array[place] : values[place - array.length];
    }

    /** Items of both parts, empty ones included: what the table weighs. */
    public int capacity() {
        return array.length + values.length;
    }
}
