package io.headwater.cache.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.command.Durability;
import io.headwater.cache.command.ReplyKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A turn's replies, cut into what may leave and what is held, and the ring of the latter. */
class HeldRepliesTest {
    private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false);

    private final TurnReplies turn = new TurnReplies();
    private final HeldReplies held = new HeldReplies();
    private final Standing before = new Standing();
    private final Standing now = new Standing();

    private void reply(String text, ReplyKind kind, Durability level, boolean wrote, long lsn) {
        int start = turn.size();
        turn.buffer().simple(text);
        turn.replied(start, kind, wrote, level, lsn, before);
    }

    private void read(String text, long lsn) {
        reply(text, ReplyKind.READ, Durability.LOG, false, lsn);
    }

    private void write(String text, long lsn) {
        reply(text, ReplyKind.WRITE, Durability.LOG, true, lsn);
    }

    /** Ends the turn; returns what leaves at once. */
    private String end() {
        int ready = held.isEmpty() ? turn.ready(now) : 0;
        String front = text(turn.front(ALLOCATOR, ready));
        if (ready < turn.size()) turn.holdFrom(ready, now, held, ALLOCATOR, 0);
        turn.clear();
        return front;
    }

    private List<String> released() {
        List<String> pieces = new ArrayList<>();
        for (ByteBuf piece = held.takeReady(now); piece != null; piece = held.takeReady(now)) pieces.add(text(piece));
        return pieces;
    }

    private static String text(ByteBuf bytes) {
        String text = bytes.toString(StandardCharsets.ISO_8859_1).replace("\r\n", " ").trim();
        bytes.release();
        return text;
    }

    @Test
    void aTurnIsCutWhereAWaitBegins() {
        before.committedLsn = 10;
        before.lastLsn = 20;
        now.committedLsn = 10;
        read("clean", 9);
        reply("pong", ReplyKind.NEUTRAL, Durability.LOG, false, 0);
        read("older", 12);
        read("cleanBehind", 3);
        read("newer", 15);
        read("olderBehind", 14);
        write("first", 21);
        write("second", 22);
        assertEquals("+clean +pong", end());
        assertEquals(List.of(), released());
        now.committedLsn = 14;
        assertEquals(List.of("+older +cleanBehind"), released());
        now.committedLsn = 15;
        assertEquals(List.of("+newer +olderBehind"), released());
        now.committedLsn = 21;
        assertEquals(List.of(), released(), "a turn's writes are one batch");
        now.committedLsn = 22;
        assertEquals(List.of("+first +second"), released());
        assertEquals(0, held.bytes());
    }

    @Test
    void atDiskAndWhileSpaceIsShortWritesWaitForTheDisk() {
        now.lastLsn = 5;
        now.durableLsn = 4;
        reply("read", ReplyKind.READ, Durability.DISK, false, 5);
        reply("async", ReplyKind.WRITE, Durability.ASYNC, true, 4);
        reply("disk", ReplyKind.WRITE, Durability.DISK, true, 5);
        assertEquals("+read +async", end());
        now.durableLsn = 5;
        assertEquals(List.of("+disk"), released());
        now.durableLsn = 4;
        now.covered = false;
        reply("read", ReplyKind.READ, Durability.ASYNC, false, 5);
        reply("async", ReplyKind.WRITE, Durability.ASYNC, true, 5);
        assertEquals("+read", end());
        now.durableLsn = 5;
        assertEquals(List.of("+async"), released());
    }

    @Test
    void errorsTakeThePlaceOfWhatTellsOfTheDataAndOfNothingElse() {
        write("ok", 1);
        turn.buffer().simple("message");
        reply("pong", ReplyKind.NEUTRAL, Durability.LOG, false, 0);
        read("value", 1);
        String refused = text(turn.refused(ALLOCATOR, Refusal.NO_LEASE));
        assertTrue(refused.matches("-UNKNOWN the fate of this write is not known: [^+]* \\+message \\+pong -NOLEASE [^+]*"), refused);
        assertEquals("", end());
        assertNull(held.takeOverdue(now, -1, ALLOCATOR), "not yet");
        String overdue = text(held.takeOverdue(now, 0, ALLOCATOR));
        assertTrue(overdue.matches("-UNKNOWN the fate of this write is not known: [^+]* \\+message \\+pong -UNKNOWN the fate of a write that [^+]*"), overdue);
    }

    @Test
    void withoutALeaseOnlyWhatWaitsForNothingLeaves() {
        now.leads = false;
        ByteBuf late = ALLOCATOR.buffer().writeBytes("+late\r\n".getBytes(StandardCharsets.US_ASCII));
        held.add(late, 0, 0, HeldReplies.WHATEVER_HAPPENS, 0);
        read("value", 1);
        end();
        now.committedLsn = 1;
        assertEquals(List.of("+late"), released());
        now.leads = true;
        assertEquals(List.of("+value"), released());
    }

    @Test
    void theRingKeepsTheOrder() {
        Random random = new Random(11);
        ArrayDeque<String> expected = new ArrayDeque<>();
        long lsn = 0;
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(100) < (i / 1000 % 2 == 0 ? 60 : 40)) {
                before.lastLsn = lsn;
                write("r" + ++lsn, lsn);
                String front = end();
                assertEquals("", front);
                expected.add("+r" + lsn);
            } else if (!expected.isEmpty()) {
                now.committedLsn = lsn - expected.size() + 1;
                assertEquals(List.of(expected.remove()), released());
            }
        }
        now.committedLsn = lsn;
        assertEquals(List.copyOf(expected), released());
        assertEquals(0, held.bytes());
    }
}
