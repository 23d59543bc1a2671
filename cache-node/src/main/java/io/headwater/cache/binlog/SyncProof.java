package io.headwater.cache.binlog;

import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.LocalNote;
import io.headwater.schemas.LocalNote.SyncNote;
import io.headwater.schemas.LogFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Looks for a proof that bytes which are no frame had once been synced: an intact {@link SyncNote} behind them that covers them. The frames between may be unreadable,
 * so every offset is tried. A note counts only at the very offset that it names, where the writer puts it; a copy of one inside a client's value stands
 * elsewhere.
 */
final class SyncProof {
    /** Length, checksum, kind, branch and at most three numbers of at most ten bytes. */
    static final int MAX_NOTE_FRAME_BYTES = FrameCodec.HEADER_BYTES + 1 + 3 * 10;

    private static final int MIN_LENGTH = 4;
    private static final int MAX_LENGTH = MAX_NOTE_FRAME_BYTES - FrameReader.PREFIX_BYTES;

    private SyncProof() {}

    /** Returns the offset of the first note behind {@code from} that says that the byte there was synced, or -1. */
    static long find(SegmentFile file, long segment, long from) throws IOException {
        ByteBuffer block = ByteBuffer.allocate((int) Math.clamp(file.size(), 4 * MAX_NOTE_FRAME_BYTES, Zeros.BLOCK_BYTES));
        long position = from + 1;
        int kept = 0;
        while (true) {
            int read = file.read(block.position(kept).limit(block.capacity()), position + kept);
            int filled = kept + Math.max(read, 0);
            boolean atEnd = read < 0;
            // A note at the block's end may go beyond it: those offsets are tried with the next block.
            int tried = atEnd ? filled : Math.max(0, filled - MAX_NOTE_FRAME_BYTES);
            int found = findIn(block.array(), tried, filled, segment, position, from);
            if (found >= 0) {
                return position + found;
            }
            if (atEnd) {
                return -1;
            }
            System.arraycopy(block.array(), tried, block.array(), 0, filled - tried);
            position += tried;
            kept = filled - tried;
        }
    }

    private static int findIn(byte[] bytes, int tried, int filled, long segment, long position, long from) {
        if (Zeros.areAll(bytes, filled)) {
            return -1;
        }
        int last = Math.min(tried, filled - FrameCodec.HEADER_BYTES - 1);
        for (int at = 0; at < last; at++) {
            // The length's low byte and the kind first: they rule out nearly every offset.
            int low = bytes[at];
            if (low >= MIN_LENGTH
                    && low <= MAX_LENGTH
                    && bytes[at + FrameReader.PREFIX_BYTES] == FrameCodec.KIND_NOTE
                    && FrameCodec.length(bytes, at) == low
                    && at + FrameReader.PREFIX_BYTES + low <= filled
                    && FrameCodec.intact(bytes, at, low)
                    && isProof(bytes, at, low, segment, position + at, from)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isProof(byte[] bytes, int at, int length, long segment, long position, long from) {
        try {
            return LocalNote.decode(bytes, at + FrameCodec.HEADER_BYTES, length - 1)
                            instanceof SyncNote(long number, long own, long synced)
                    && number == segment
                    && own == position
                    && synced > from;
        } catch (LogFormatException e) {
            return false;
        }
    }
}
