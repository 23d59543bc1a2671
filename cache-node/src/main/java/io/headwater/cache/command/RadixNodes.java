package io.headwater.cache.command;

import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;

/**
 * How many nodes Redis's radix tree would have for the blocks of a stream, whose keys are IDs of 16 bytes: a leaf for each, a node for each run of bytes that keys share, and
 * one for each byte at which they part. XINFO tells of it.
 */
final class RadixNodes {
    private static final int KEY_BYTES = 16;

    private RadixNodes() {}

    static long of(StreamValue stream) {
        return stream.blockCount() == 0 ? 1 : nodes(stream, 0, stream.blockCount(), 0);
    }

    /** Of the blocks [from, to), whose keys are alike up to byte {@code depth}. */
    private static long nodes(StreamValue stream, int from, int to, int depth) {
        int end = depth;
        while (end < KEY_BYTES && at(stream, from, end) == at(stream, to - 1, end)) end++;
        long nodes = end > depth ? 2 : 1;
        if (end == KEY_BYTES) return nodes;
        for (int i = from; i < to; ) {
            int next = i + 1;
            while (next < to && at(stream, next, end) == at(stream, i, end)) next++;
            nodes += nodes(stream, i, next, end + 1);
            i = next;
        }
        return nodes;
    }

    private static int at(StreamValue stream, int block, int index) {
        StreamId id = stream.blockId(block);
        long half = index < 8 ? id.ms() : id.seq();
        return (int) (half >>> 56 - 8 * (index & 7)) & 0xff;
    }
}
