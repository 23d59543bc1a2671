package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Numbers;
import io.headwater.cache.engine.StringValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** LCS: the longest common subsequence of two strings by the textbook table, and of several the one that Redis finds. */
final class LcsCommand {
    private static final CommandError NOT_STRINGS = new CommandError("ERR The specified keys must contain string values");
    private static final CommandError BOTH = new CommandError("ERR If you want both the length and indexes, please just use IDX.");
    private static final CommandError TOO_LARGE =
            new CommandError("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
    private static final CommandError NO_MEMORY = new CommandError("ERR Insufficient memory, failed allocating transient memory for LCS");

    private LcsCommand() {}

    static void addTo(CommandTable table) {
        table.add("lcs", -3, 1, 2, 1, CommandGroup.STRING, "readonly", LcsCommand::execute);
    }

    private static void execute(CommandContext context) {
        byte[] a = string(context.lookup(1));
        byte[] b = string(context.lookup(2));
        Args args = context.args();
        boolean indexes = false;
        boolean lengthOnly = false;
        boolean lengths = false;
        long minLength = 0;
        for (int i = 3; i < args.count(); i++) {
            if (args.is(i, "IDX")) indexes = true;
            else if (args.is(i, "LEN")) lengthOnly = true;
            else if (args.is(i, "WITHMATCHLEN")) lengths = true;
            else if (args.is(i, "MINMATCHLEN") && i + 1 < args.count()) minLength = context.longArg(++i);
            else throw CommandError.SYNTAX;
        }
        if (indexes && lengthOnly) throw BOTH;
        int[] table = table(a, b);
        int length = table[table.length - 1];
        ReplyBuffer reply = context.reply();
        if (indexes) {
            reply.mapHeader(2);
            reply.bulk("matches");
            int opened = reply.open();
            reply.closeArray(opened, new Walk(a, b, table).matches(reply, Math.max(0, minLength), lengths));
            reply.bulk("len");
            reply.integer(length);
        } else if (lengthOnly) {
            reply.integer(length);
        } else {
            reply.bulk(new Walk(a, b, table).text(length));
        }
    }

    private static byte[] string(@Nullable Entry entry) {
        if (entry == null) return Numbers.EMPTY;
        if (!(entry.value() instanceof StringValue value)) throw NOT_STRINGS;
        return Arrays.copyOf(value.bytes(), value.length());
    }

    /** By row of {@code a} and column of {@code b}: the length for so many first bytes of each. */
    private static int[] table(byte[] a, byte[] b) {
        long cells = (a.length + 1L) * (b.length + 1L);
        if (cells * Integer.BYTES > SubstringCommands.MAX_STRING_BYTES) throw TOO_LARGE;
        int width = b.length + 1;
        int[] table;
        try {
            table = new int[(int) cells];
        } catch (OutOfMemoryError full) {
            throw NO_MEMORY;
        }
        for (int i = 1; i <= a.length; i++) {
            for (int j = 1, at = i * width + 1; j <= b.length; j++, at++) {
                table[at] = a[i - 1] == b[j - 1] ? table[at - width - 1] + 1 : Math.max(table[at - width], table[at - 1]);
            }
        }
        return table;
    }

    /** The way back through the table, from the end of both strings. */
    private record Walk(byte[] a, byte[] b, int[] table) {
        private boolean goesUp(int i, int j) {
            int width = b.length + 1;
            return table[(i - 1) * width + j] > table[i * width + j - 1];
        }

        byte[] text(int length) {
            byte[] text = new byte[length];
            int at = length;
            for (int i = a.length, j = b.length; i > 0 && j > 0; ) {
                if (a[i - 1] == b[j - 1]) {
                    text[--at] = a[i - 1];
                    i--;
                    j--;
                } else if (goesUp(i, j)) {
                    i--;
                } else {
                    j--;
                }
            }
            return text;
        }

        /** Writes the ranges that match, from the end on; their number. */
        int matches(ReplyBuffer reply, long minLength, boolean lengths) {
            int count = 0;
            int run = 0;
            int i = a.length;
            int j = b.length;
            while (i > 0 && j > 0) {
                boolean match = a[i - 1] == b[j - 1];
                if (match) {
                    run++;
                    i--;
                    j--;
                }
                boolean ends = !match || i == 0 || j == 0;
                if (ends && run > 0) {
                    if (run >= minLength) {
                        write(reply, i, j, run, lengths);
                        count++;
                    }
                    run = 0;
                }
                if (!match && goesUp(i, j)) i--;
                else if (!match) j--;
            }
            return count;
        }

        private static void write(ReplyBuffer reply, int i, int j, int run, boolean lengths) {
            reply.arrayHeader(lengths ? 3 : 2);
            range(reply, i, run);
            range(reply, j, run);
            if (lengths) reply.integer(run);
        }

        private static void range(ReplyBuffer reply, int from, int run) {
            reply.arrayHeader(2);
            reply.integer(from);
            reply.integer(from + run - 1L);
        }
    }
}
