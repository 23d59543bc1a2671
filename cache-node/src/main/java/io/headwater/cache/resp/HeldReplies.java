package io.headwater.cache.resp;

import io.headwater.cache.command.ReplyKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A connection's replies that wait until what they depend on is safe, oldest first: a ring of pieces, each of one or more replies with the same wait. Owned by the
 * writer thread; allocates only to grow.
 *
 * <p>Behind a piece's replies, where it is not sent, its buffer carries a mark for each of them, so that errors can take their place:
 *
 * <pre>
 * | reply | reply | ... (writer index) | length of reply, 4 bytes | ordinal of its kind, 1 byte | ...
 * </pre>
 */
final class HeldReplies {
    /** The committed lsn of a piece that waits for nothing but its turn: not even for the lease. */
    static final long WHATEVER_HAPPENS = -1;

    private static final int MARK_BYTES = 5;
    /** What a piece takes beside its bytes. */
    private static final int PIECE_BYTES = 128;

    private static final ReplyKind[] KINDS = ReplyKind.values();

    private @Nullable ByteBuf[] pieces = new ByteBuf[4];
    private int[] marks = new int[4];
    private long[] durableLsns = new long[4];
    private long[] committedLsns = new long[4];
    private long[] sinceMs = new long[4];
    private int oldest;
    private int size;
    private long bytes;

    boolean isEmpty() {
        return size == 0;
    }

    /** Bytes of memory that all pieces take. */
    long bytes() {
        return bytes;
    }

    /** The slice [start, end) of {@code replies} with the marks of its replies, those numbered {@code first} to {@code last - 1}. */
    static ByteBuf marked(ByteBufAllocator allocator, byte[] replies, int start, int end, int[] ends, byte[] kinds, int first, int last) {
        ByteBuf piece = allocator.directBuffer(end - start + (last - first) * MARK_BYTES);
        piece.writeBytes(replies, start, end - start);
        int at = piece.writerIndex();
        int from = start;
        for (int i = first; i < last; i++) {
            piece.setInt(at, ends[i] - from);
            piece.setByte(at + Integer.BYTES, kinds[i]);
            at += MARK_BYTES;
            from = ends[i];
        }
        return piece;
    }

    /**
     * Adds a piece and takes it over.
     *
     * @param replies how many marks it carries
     * @param durableLsn what must be on disk before it leaves; 0: nothing
     * @param committedLsn what must be in the log; 0: nothing
     */
    void add(ByteBuf piece, int replies, long durableLsn, long committedLsn, long nowMs) {
        if (size == pieces.length) grow();
        int at = (oldest + size++) & (pieces.length - 1);
        pieces[at] = piece;
        marks[at] = replies;
        durableLsns[at] = durableLsn;
        committedLsns[at] = committedLsn;
        sinceMs[at] = nowMs;
        bytes += memory(piece);
    }

    private static long memory(ByteBuf piece) {
        return PIECE_BYTES + piece.capacity();
    }

    private void grow() {
        int capacity = pieces.length;
        @Nullable ByteBuf[] unrolled = new ByteBuf[capacity];
        for (int i = 0; i < capacity; i++) unrolled[i] = pieces[(oldest + i) & (capacity - 1)];
        pieces = Arrays.copyOf(unrolled, capacity * 2);
        marks = unrolled(marks);
        durableLsns = unrolled(durableLsns);
        committedLsns = unrolled(committedLsns);
        sinceMs = unrolled(sinceMs);
        oldest = 0;
    }

    private int[] unrolled(int[] ring) {
        int[] line = new int[ring.length * 2];
        System.arraycopy(ring, oldest, line, 0, ring.length - oldest);
        System.arraycopy(ring, 0, line, ring.length - oldest, oldest);
        return line;
    }

    private long[] unrolled(long[] ring) {
        long[] line = new long[ring.length * 2];
        System.arraycopy(ring, oldest, line, 0, ring.length - oldest);
        System.arraycopy(ring, 0, line, ring.length - oldest, oldest);
        return line;
    }

    /** Takes the oldest piece if all that it waits for has come. */
    @Nullable ByteBuf takeReady(Standing now) {
        if (size == 0) return null;
        if (committedLsns[oldest] == WHATEVER_HAPPENS) return take();
        return now.leads && isSafe(now) ? take() : null;
    }

    private boolean isSafe(Standing now) {
        return committedLsns[oldest] <= now.committedLsn && durableLsns[oldest] <= now.durableLsn;
    }

    /** Takes errors in the place of the oldest piece if it has waited for log or lease since {@code latestMs} or before; for a slow disk it waits on. */
    @Nullable ByteBuf takeOverdue(Standing now, long latestMs, ByteBufAllocator allocator) {
        if (size == 0 || sinceMs[oldest] > latestMs) return null;
        if (!now.leads) return takeRefused(Refusal.NO_LEASE, allocator);
        return committedLsns[oldest] > now.committedLsn ? takeRefused(Refusal.OVERDUE, allocator) : null;
    }

    /** Takes errors in the place of the oldest piece; not when empty. */
    ByteBuf takeRefused(Refusal why, ByteBufAllocator allocator) {
        int replies = marks[oldest];
        ByteBuf piece = take();
        if (replies == 0) return piece;
        ByteBuf refused = allocator.directBuffer(piece.readableBytes());
        int mark = piece.writerIndex();
        for (int i = 0; i < replies; i++, mark += MARK_BYTES) {
            int length = piece.getInt(mark);
            byte[] error = why.insteadOf(KINDS[piece.getByte(mark + Integer.BYTES)]);
            if (error == null) refused.writeBytes(piece, piece.readerIndex(), length);
            else refused.writeBytes(error);
            piece.skipBytes(length);
        }
        piece.release();
        return refused;
    }

    private ByteBuf take() {
        ByteBuf piece = pieces[oldest];
        if (piece == null) throw new IllegalStateException("nothing is held");
        pieces[oldest] = null;
        oldest = (oldest + 1) & (pieces.length - 1);
        size--;
        bytes -= memory(piece);
        return piece;
    }

    void release() {
        while (size > 0) take().release();
    }
}
