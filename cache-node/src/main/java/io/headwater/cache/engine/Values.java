package io.headwater.cache.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The collections of a database, by the numbers that their records hold: in arrays of {@value #CHUNK}, so that growth copies none of them. Owned by one thread. */
final class Values {
    private static final int CHUNK_BITS = 10;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private @Nullable Value[][] chunks = new Value[4][];
    private int count;
    /** Numbers that are free again. */
    private int[] vacant = new int[16];
    private int vacantCount;

    Value at(int number) {
        Value value = chunks[number >>> CHUNK_BITS][number & CHUNK - 1];
        if (value == null) throw new IllegalStateException("no collection " + number);
        return value;
    }

    int add(Value value) {
        int number = vacantCount > 0 ? vacant[--vacantCount] : count++;
        int chunk = number >>> CHUNK_BITS;
        if (chunk == chunks.length) chunks = Arrays.copyOf(chunks, chunk * 2);
        if (chunks[chunk] == null) chunks[chunk] = new Value[CHUNK];
        chunks[chunk][number & CHUNK - 1] = value;
        return number;
    }

    void remove(int number) {
        chunks[number >>> CHUNK_BITS][number & CHUNK - 1] = null;
        if (vacantCount == vacant.length) vacant = Arrays.copyOf(vacant, vacantCount * 2);
        vacant[vacantCount++] = number;
    }
}
