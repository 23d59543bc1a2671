package io.headwater.cache.resp;

import io.headwater.cache.command.Durability;
import io.headwater.cache.command.LateReply;
import io.headwater.cache.command.ReplyBuffer;
import io.headwater.cache.command.ReplyKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/**
 * The replies of one connection in one turn, in the order of their commands, and what they wait for. Replies leave in order, so that one also waits for all that those
 * in front of it wait for: a wait holds from a place in the buffer on to its end. Owned by the writer thread; allocates only to grow.
 */
final class TurnReplies {
    private static final int INITIAL_BYTES = 512;
    /** A buffer that grew beyond this is given back. */
    private static final int KEPT_BYTES = 64 * 1024;
    /** Marks kept for the next turn. */
    private static final int KEPT_MARKS = 4096;

    private static final ReplyKind[] KINDS = ReplyKind.values();
    private static final int NOWHERE = Integer.MAX_VALUE;

    private ReplyBuffer buffer = new ReplyBuffer(INITIAL_BYTES);
    /** By reply: where it ends, and the ordinal of its kind. */
    private int[] ends = new int[16];

    private byte[] kinds = new byte[16];
    private int replies;

    /** From {@code waitFrom[i]} on replies wait for the log to hold {@code waitLsn[i]}; both rise. */
    private int[] waitFrom = new int[4];

    private long[] waitLsn = new long[4];
    private int waits;
    /** Where the first reply to a write begins that waits for the disk, and the first that does so only while disk space is short. */
    private int diskFrom = NOWHERE;

    private int writeFrom = NOWHERE;

    /** Where commands put their replies. */
    ReplyBuffer buffer() {
        return buffer;
    }

    int size() {
        return buffer.size();
    }

    /** The buffer goes on with an error that is no command's. */
    void error(String text) {
        buffer.error(text);
    }

    /**
     * A command has put its reply, if any, into the buffer.
     *
     * @param start where the reply begins
     * @param wrote whether the command left an entry in the batch
     * @param dependsOnLsn what the reply waits for at {@link Durability#LOG}
     * @param before the standing at the turn's begin
     */
    void replied(int start, ReplyKind kind, boolean wrote, Durability level, long dependsOnLsn, Standing before) {
        if (buffer.size() == start) return;
        markRest(start);
        mark(kind, buffer.size());
        switch (level) {
            case ASYNC -> {
                if (wrote) writeFrom = Math.min(writeFrom, start);
            }
            case DISK -> {
                if (wrote) diskFrom = Math.min(diskFrom, start);
            }
            case LOG -> {
                if (dependsOnLsn > before.committedLsn) waitFor(start, dependsOnLsn, before.lastLsn);
            }
        }
    }

    /** The reply to an earlier command; {@code level} and {@code before} as for {@link #replied}. */
    void late(LateReply reply, Durability level, Standing before) {
        int start = buffer.size();
        buffer.append(reply.bytes(), 0, reply.bytes().length);
        replied(start, reply.kind(), reply.logged(), level, reply.dependsOnLsn(), before);
    }

    /** What no command has put there, such as a message to a subscriber, may leave at any time. */
    private void markRest(int end) {
        if (end > (replies == 0 ? 0 : ends[replies - 1])) mark(ReplyKind.NEUTRAL, end);
    }

    private void mark(ReplyKind kind, int end) {
        if (replies == ends.length) {
            ends = Arrays.copyOf(ends, replies * 2);
            kinds = Arrays.copyOf(kinds, replies * 2);
        }
        ends[replies] = end;
        kinds[replies++] = (byte) kind.ordinal();
    }

    private void waitFor(int start, long lsn, long lastLsnBefore) {
        if (waits > 0 && waitLsn[waits - 1] >= lsn) return;
        if (waits > 0 && waitLsn[waits - 1] > lastLsnBefore) {
            // Both are entries of this turn's batch, which the log takes as a whole.
            waitLsn[waits - 1] = lsn;
            return;
        }
        if (waits == waitFrom.length) {
            waitFrom = Arrays.copyOf(waitFrom, waits * 2);
            waitLsn = Arrays.copyOf(waitLsn, waits * 2);
        }
        waitFrom[waits] = start;
        waitLsn[waits++] = lsn;
    }

    /** Bytes in front of the first reply that must wait. */
    int ready(Standing now) {
        int ready = Math.min(buffer.size(), diskFrom(now));
        for (int i = 0; i < waits && waitFrom[i] < ready; i++) {
            if (waitLsn[i] > now.committedLsn) return waitFrom[i];
        }
        return ready;
    }

    private int diskFrom(Standing now) {
        if (now.lastLsn <= now.durableLsn) return NOWHERE;
        return now.covered ? diskFrom : Math.min(diskFrom, writeFrom);
    }

    /** The first {@code length} bytes, to be sent at once. */
    ByteBuf front(ByteBufAllocator allocator, int length) {
        ByteBuf out = allocator.directBuffer(length);
        out.writeBytes(buffer.bytes(), 0, length);
        return out;
    }

    /** Moves what comes behind the first {@code from} bytes to the held replies, cut where a wait begins. */
    void holdFrom(int from, Standing now, HeldReplies held, ByteBufAllocator allocator, long nowMs) {
        markRest(buffer.size());
        int disk = diskFrom(now);
        int wait = 0;
        int reply = 0;
        while (ends[reply] <= from) reply++;
        for (int start = from; start < buffer.size(); ) {
            while (wait < waits && waitFrom[wait] <= start) wait++;
            int end = wait < waits ? waitFrom[wait] : buffer.size();
            if (start < disk && disk < end) end = disk;
            int first = reply;
            while (reply < replies && ends[reply] <= end) reply++;
            held.add(
                    HeldReplies.marked(allocator, buffer.bytes(), start, end, ends, kinds, first, reply),
                    reply - first,
                    start >= disk ? now.lastLsn : 0,
                    wait == 0 ? 0 : waitLsn[wait - 1],
                    nowMs);
            start = end;
        }
    }

    /** All replies, but with errors instead of what a node that may not lead cannot say. */
    ByteBuf refused(ByteBufAllocator allocator, Refusal why) {
        markRest(buffer.size());
        ByteBuf out = allocator.directBuffer(buffer.size());
        int start = 0;
        for (int i = 0; i < replies; i++) {
            byte[] error = why.insteadOf(KINDS[kinds[i]]);
            if (error == null) out.writeBytes(buffer.bytes(), start, ends[i] - start);
            else out.writeBytes(error);
            start = ends[i];
        }
        return out;
    }

    /** Forgets the turn. */
    void clear() {
        if (buffer.bytes().length > KEPT_BYTES) buffer = new ReplyBuffer(INITIAL_BYTES);
        else buffer.clear();
        if (ends.length > KEPT_MARKS) {
            ends = new int[16];
            kinds = new byte[16];
        }
        replies = 0;
        waits = 0;
        diskFrom = NOWHERE;
        writeFrom = NOWHERE;
    }
}
