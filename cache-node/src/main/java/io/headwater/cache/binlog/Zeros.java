package io.headwater.cache.binlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Looks for what is not zero: most of a reserved file is. */
final class Zeros {
    static final int BLOCK_BYTES = 1024 * 1024;

    private static final byte[] BLOCK = new byte[BLOCK_BYTES];

    private Zeros() {}

    /** Whether the first {@code length} bytes, at most {@link #BLOCK_BYTES}, are zeros. */
    static boolean areAll(byte[] bytes, int length) {
        return Arrays.mismatch(bytes, 0, length, BLOCK, 0, length) < 0;
    }

    /** Returns the offset behind the last byte of the file that is not zero, {@code from} if all are from there on. */
    static long end(SegmentFile file, long from) throws IOException {
        ByteBuffer block = ByteBuffer.allocate((int) Math.clamp(file.size(), 1, BLOCK_BYTES));
        long end = from;
        long position = from;
        while (file.read(block.clear(), position) > 0) {
            int read = block.position();
            if (!areAll(block.array(), read)) {
                int last = read - 1;
                while (block.get(last) == 0) {
                    last--;
                }
                end = position + last + 1;
            }
            position += read;
        }
        return end;
    }
}
