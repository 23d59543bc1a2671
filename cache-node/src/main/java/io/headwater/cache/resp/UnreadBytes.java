package io.headwater.cache.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What a connection has sent and nobody has executed yet: the beginning of an unfinished request, or requests that must wait. Owned by the writer thread. */
final class UnreadBytes {
    private static final int INITIAL_BYTES = 1024;
    /** An emptied buffer of more than this is given back. */
    private static final int KEPT_BYTES = 16 * 1024;

    private static final byte[] NONE = new byte[0];

    private final RequestParser parser;
    private byte[] buffer = NONE;
    private int size;

    UnreadBytes(int maxBulkBytes) {
        parser = new RequestParser(maxBulkBytes);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Bytes of the array behind it. */
    int capacity() {
        return buffer.length;
    }

    /** A parser over these bytes; after using it call {@link #consumed}. */
    RequestParser parser() {
        return parser;
    }

    /** Takes the slice [from, to) over; only while empty. */
    void keep(byte[] source, int from, int to) {
        reserve(to - from);
        System.arraycopy(source, from, buffer, 0, to - from);
        size = to - from;
        parser.wrap(buffer, 0, size);
    }

    /** Appends what is readable. */
    void append(ByteBuf in) {
        int more = in.readableBytes();
        boolean fresh = size == 0;
        reserve(more);
        in.readBytes(buffer, size, more);
        size += more;
        if (fresh) parser.wrap(buffer, 0, size);
        else parser.moved(buffer, size);
    }

    /** Takes all of it away, in a buffer that is the caller's. */
    ByteBuf take(ByteBufAllocator allocator) {
        ByteBuf all = allocator.directBuffer(Math.max(1, size));
        all.writeBytes(buffer, 0, size);
        size = 0;
        buffer = NONE;
        return all;
    }

    /** Drops what the parser has read. */
    void consumed() {
        int read = parser.unread();
        if (read == 0) return;
        int left = size - read;
        if (left == 0) {
            size = 0;
            if (buffer.length > KEPT_BYTES) buffer = NONE;
            return;
        }
        // An argument of which much is missing would otherwise stay behind requests that are done.
        System.arraycopy(buffer, read, buffer, 0, left);
        size = left;
        parser.wrap(buffer, 0, size);
    }

    private void reserve(int more) {
        if (buffer.length - size >= more) return;
        buffer = RequestParser.grown(buffer, size, Math.max(more, INITIAL_BYTES));
    }
}
