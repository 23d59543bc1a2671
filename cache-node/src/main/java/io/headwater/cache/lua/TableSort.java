package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** Quicksort with the pivots of Lua 5.1, so that even an order that contradicts itself gives the same result. */
final class TableSort {
    private final Lua lua;
    private final LuaTable table;
    private final @Nullable LuaFunction less;

    TableSort(Lua lua, LuaTable table, @Nullable LuaFunction less) {
        this.lua = lua;
        this.table = table;
        this.less = less;
    }

    private boolean isLess(@Nullable Object a, @Nullable Object b) {
        lua.step();
        if (less == null) return Operations.less(lua, a, b);
        return Operations.isTrue(Operations.first(lua.call(less, a, b)));
    }

    private void put(int i, @Nullable Object value) {
        Operations.rawSet(lua, table, (double) i, value);
    }

    private void swapIfLess(int a, int b) {
        Object one = table.get(a);
        Object two = table.get(b);
        if (!isLess(two, one)) return;
        put(a, two);
        put(b, one);
    }

    private void swap(int a, int b) {
        Object one = table.get(a);
        put(a, table.get(b));
        put(b, one);
    }

    /** Sorts [from, to]; recurses into the smaller half. */
    void sort(int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            swapIfLess(low, high);
            if (high - low == 1) break;
            int middle = (low + high) / 2;
            if (isLess(table.get(middle), table.get(low))) {
                swap(middle, low);
            } else if (isLess(table.get(high), table.get(middle))) {
                swap(middle, high);
            }
            if (high - low == 2) break;
            Object pivot = table.get(middle);
            swap(middle, high - 1);
            int border = partition(low, high, pivot);
            if (border - low < high - border) {
                sort(low, border - 1);
                low = border + 1;
            } else {
                sort(border + 1, high);
                high = border - 1;
            }
        }
    }

    private int partition(int low, int high, @Nullable Object pivot) {
        int i = low;
        int j = high - 1;
        while (true) {
            while (isLess(table.get(++i), pivot)) {
                if (i > high) throw LuaError.message("invalid order function for sorting");
            }
            while (isLess(pivot, table.get(--j))) {
                if (j < low) throw LuaError.message("invalid order function for sorting");
            }
            if (j < i) break;
            swap(i, j);
        }
        swap(high - 1, i);
        return i;
    }
}
