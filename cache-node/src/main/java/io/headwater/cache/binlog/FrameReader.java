package io.headwater.cache.binlog;

import io.headwater.schemas.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Goes over the frames of one segment file, in blocks of up to a megabyte into a buffer that it keeps. One thread. */
final class FrameReader {
    /** In front of a frame's kind: length and checksum. */
    static final int PREFIX_BYTES = FrameCodec.HEADER_BYTES - 1;

    private static final int BLOCK_BYTES = 1024 * 1024;
    private static final int LEAST_BLOCK_BYTES = 16 * 1024;

    private byte[] block = new byte[0];
    private ByteBuffer target = ByteBuffer.wrap(block);
    private SegmentFile file;
    /** Where in the file the block starts, how far it is filled, and where the next frame starts in it. */
    private long blockPosition;

    private int filled;
    private int next;
    private int frame;
    private int length;
    private String problem = "";

    /** What the reader found at its position. */
    enum Found {
        /** A whole frame; the reader has moved behind it. */
        FRAME,
        /** A length word of zero, or the limit. */
        END,
        /** Bytes that are no frame: {@link FrameReader#problem()}. */
        BROKEN
    }

    /** Starts behind the header. */
    FrameReader(SegmentFile file) {
        this.file = file;
        open(file);
    }

    /** Goes on with another file, behind its header. The file stays the caller's to close. */
    void open(SegmentFile nextFile) {
        file = nextFile;
        blockPosition = SegmentHeader.BYTES;
        filled = 0;
        next = 0;
        frame = 0;
        length = 0;
    }

    /** Reads the frame at {@link #position()}, which must end at or before {@code limit}, bytes from the file's start. */
    Found next(long limit) throws IOException {
        long position = position();
        if (position >= limit) {
            return Found.END;
        }
        if (!available(PREFIX_BYTES, limit)) {
            return tail();
        }
        int claimed = FrameCodec.length(block, next);
        if (claimed == 0) {
            return Found.END;
        }
        if (!FrameCodec.plausible(claimed)) {
            return broken("no frame has a length of " + Integer.toUnsignedLong(claimed));
        }
        if (!available(PREFIX_BYTES + claimed, limit)) {
            return broken("a frame of " + claimed + " bytes goes beyond the end at " + limit);
        }
        if (!FrameCodec.intact(block, next, claimed)) {
            return broken("the checksum of a frame of " + claimed + " bytes does not match");
        }
        frame = next;
        length = claimed;
        next += PREFIX_BYTES + claimed;
        return Found.FRAME;
    }

    /** Fewer bytes than a prefix are left: only zeros are an end. */
    private Found tail() {
        for (int at = next; at < filled; at++) {
            if (block[at] != 0) {
                return broken("the file ends inside a frame");
            }
        }
        return Found.END;
    }

    private Found broken(String what) {
        problem = what;
        return Found.BROKEN;
    }

    /** Makes {@code bytes} from the next frame's start on available in the block, if the file has them before the limit. */
    private boolean available(int bytes, long limit) throws IOException {
        if (filled - next >= bytes) {
            return position() + bytes <= limit;
        }
        byte[] room = roomFor(Math.min(BLOCK_BYTES, limit - position()));
        System.arraycopy(block, next, room, 0, filled - next);
        if (room != block) {
            block = room;
            target = ByteBuffer.wrap(room);
        }
        blockPosition += next;
        filled -= next;
        next = 0;
        while (filled < bytes && blockPosition + filled < limit) {
            int wanted = (int) Math.min(block.length - filled, limit - blockPosition - filled);
            target.limit(filled + wanted).position(filled);
            int read = file.read(target, blockPosition + filled);
            if (read < 0) {
                break;
            }
            filled += read;
        }
        return filled >= bytes && blockPosition + bytes <= limit;
    }

    /** Grows by powers of two: a reader that follows closely needs no megabyte, and must not grow with each frame. */
    private byte[] roomFor(long wantedBytes) {
        int size = Math.max(block.length, LEAST_BLOCK_BYTES);
        while (size < wantedBytes) {
            size *= 2;
        }
        return size == block.length ? block : new byte[size];
    }

    /** Where the next frame starts, bytes from the file's start. */
    long position() {
        return blockPosition + next;
    }

    /** Where the frame that was found starts in the file. */
    long framePosition() {
        return blockPosition + frame;
    }

    /** The array that holds the frame; valid until {@link #next}. */
    byte[] bytes() {
        return block;
    }

    byte kind() {
        return block[frame + PREFIX_BYTES];
    }

    int payloadOffset() {
        return frame + FrameCodec.HEADER_BYTES;
    }

    int payloadLength() {
        return length - 1;
    }

    /** Why the bytes are no frame. */
    String problem() {
        return problem;
    }
}
