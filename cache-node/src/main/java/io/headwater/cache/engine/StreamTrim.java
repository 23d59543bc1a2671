package io.headwater.cache.engine;

import org.jspecify.annotations.Nullable;

/** How many of a stream's oldest entries a trim removes, by Redis's rules: whole blocks, and of the one in which the threshold lies entries only if it is to be met exactly. */
public final class StreamTrim {
    private final StreamValue stream;
    /** An entry that is about to be added; null if there is none. */
    private @Nullable StreamId added;

    private boolean addedBeginsBlock;

    StreamTrim(StreamValue stream) {
        this.stream = stream;
    }

    /** The trim comes behind the addition of an entry. */
    public StreamTrim after(StreamId id, boolean beginsBlock) {
        added = id;
        addedBeginsBlock = beginsBlock;
        return this;
    }

    private int blocks() {
        return stream.blockCount() + (added != null && addedBeginsBlock ? 1 : 0);
    }

    private long entries(int block) {
        boolean isLast = added != null && block == blocks() - 1;
        if (block == stream.blockCount()) return 1;
        return stream.block(block).entries() + (isLast ? 1 : 0);
    }

    private StreamId last(int block) {
        if (added != null && block == blocks() - 1) return added;
        return new StreamId(stream.block(block).lastMs(), stream.block(block).lastSeq());
    }

    /**
     * Entries that go so that no more than {@code maxLength} are left.
     *
     * @param approximate whether only whole blocks go
     * @param limit the most that may go in whole blocks; 0: any number
     */
    public long toLength(long maxLength, boolean approximate, long limit) {
        long length = stream.length() + (added != null ? 1 : 0);
        long removed = 0;
        for (int i = 0; i < blocks() && Long.compareUnsigned(length - removed, maxLength) > 0; i++) {
            long entries = entries(i);
            if (limit > 0 && removed + entries > limit) break;
            if (length - removed - entries >= maxLength) {
                removed += entries;
                continue;
            }
            return approximate ? removed : length - maxLength;
        }
        return removed;
    }

    /** Entries that go so that none below {@code minId} is left; parameters as of {@link #toLength}. */
    public long toId(StreamId minId, boolean approximate, long limit) {
        long removed = 0;
        for (int i = 0; i < blocks(); i++) {
            long entries = entries(i);
            if (limit > 0 && removed + entries > limit) break;
            if (last(i).compareTo(minId) < 0) {
                removed += entries;
                continue;
            }
            return approximate ? removed : removed + below(i, minId);
        }
        return removed;
    }

    private long below(int block, StreamId minId) {
        // A block of the added entry alone: its last ID is not below.
        if (block == stream.blockCount() || minId.isZero()) return 0;
        StreamCursor cursor = stream.cursor(stream.blockId(block), minId.previous(), false);
        long below = 0;
        while (cursor.next()) below++;
        return below;
    }
}
