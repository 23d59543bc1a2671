package io.headwater.cache.command;

import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Numbers;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.Value;
import java.util.Arrays;

/** HSCAN, SSCAN and ZSCAN: steps through large collections, with the guarantee that what stays throughout is seen. */
final class MemberScanCommands {
    private static final double MAX_PACKED_INTEGER = 1L << 62;

    private MemberScanCommands() {}

    /** One step over a value: visits some of its members, and returns the next cursor. */
    @FunctionalInterface
    private interface Step<V extends Value> {
        long scan(V value, long cursor, Page page);
    }

    static void addTo(CommandTable table) {
        table.add("hscan", -3, 1, 1, 1, CommandGroup.HASH, "readonly", context -> scan(context, HashValue.class, MemberScanCommands::stepHash));
        table.add("sscan", -3, 1, 1, 1, CommandGroup.SET, "readonly", context -> scan(context, SetValue.class, MemberScanCommands::stepSet));
        table.add("zscan", -3, 1, 1, 1, CommandGroup.SORTED_SET, "readonly", context -> scan(context, SortedSetValue.class, MemberScanCommands::stepSortedSet));
    }

    private static <V extends Value> void scan(CommandContext context, Class<V> type, Step<V> step) {
        long cursor = ScanRequest.cursor(context.args(), 2);
        V value = context.read(1, type);
        ReplyBuffer reply = context.reply();
        if (value == null) {
            reply.arrayHeader(2);
            reply.bulk(0);
            reply.arrayHeader(0);
            return;
        }
        ScanRequest request = ScanRequest.options(context, cursor, 3, false);
        // The cursor comes first in the reply and is known last, so the members go to a buffer of their own.
        Page page = new Page(request);
        long steps = request.maxSteps();
        do {
            cursor = step.scan(value, cursor, page);
        } while (cursor != 0 && --steps > 0 && page.visited < request.count());
        reply.arrayHeader(2);
        UnsignedCursor.reply(reply, cursor);
        reply.arrayHeader(page.replies);
        reply.append(page.members);
    }

    private static long stepHash(HashValue hash, long cursor, Page page) {
        return hash.scan(cursor, (field, fieldAt, fieldLength, value, valueAt, valueLength) -> {
            if (page.takes(field, fieldAt, fieldLength)) page.add(value, valueAt, valueLength);
        });
    }

    private static long stepSet(SetValue set, long cursor, Page page) {
        return set.scan(cursor, page::takes);
    }

    private static long stepSortedSet(SortedSetValue set, long cursor, Page page) {
        boolean packed = set.isPacked();
        return set.scan(cursor, (member, offset, length, score) -> {
            if (!page.takes(member, offset, length)) return;
            byte[] text = packed && isPackedAsInteger(score) ? Numbers.bytes((long) score) : Numbers.bytes(score);
            page.add(text, 0, text.length);
        });
    }

    /** Redis's listpacks keep integral scores as integers up to this, and ZSCAN alone shows it: it never has an exponent then. */
    private static boolean isPackedAsInteger(double score) {
        return Math.abs(score) <= MAX_PACKED_INTEGER && score == (long) score;
    }

    /** The members of one reply. */
    private static final class Page {
        private final ScanRequest request;
        private final ReplyBuffer members = new ReplyBuffer(1 << 10);
        private int replies;
        private long visited;

        Page(ScanRequest request) {
            this.request = request;
        }

        /** Adds a member if the pattern matches it. */
        boolean takes(byte[] member, int offset, int length) {
            visited++;
            if (request.pattern() != null && !request.wants(Arrays.copyOfRange(member, offset, offset + length))) return false;
            add(member, offset, length);
            return true;
        }

        void add(byte[] bytes, int offset, int length) {
            members.bulk(bytes, offset, length);
            replies++;
        }
    }
}
