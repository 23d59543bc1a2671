package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.StringValue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Strings as arrays of bits, the highest bit of a byte first. What is logged of a SETBIT is the one byte that it changes. */
final class BitCommands {
    private static final CommandError BIT = new CommandError("ERR bit is not an integer or out of range");
    private static final CommandError NOT_A_BIT = new CommandError("ERR The bit argument must be 1 or 0.");
    private static final CommandError ONE_SOURCE = new CommandError("ERR BITOP NOT must be called with a single source key.");

    private BitCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.BITMAP;
        table.add("setbit", 4, 1, 1, 1, group, "write denyoom", BitCommands::set);
        table.add("getbit", 3, 1, 1, 1, group, "readonly fast", BitCommands::get);
        table.add("bitcount", -2, 1, 1, 1, group, "readonly", BitCommands::count);
        table.add("bitpos", -3, 1, 1, 1, group, "readonly", BitCommands::position);
        table.add("bitop", -4, 2, -1, 1, group, "write denyoom", BitCommands::combine);
    }

    private static void set(CommandContext context) {
        Args args = context.args();
        long offset = BitArguments.offset(args, 2);
        if (!args.isLong(3) || (args.toLong(3) & ~1L) != 0) throw BIT;
        StringValue value = context.forWrite(1, StringValue.class);
        int at = (int) (offset >> 3);
        int mask = 0x80 >> (int) (offset & 7);
        boolean inside = value != null && at < value.length();
        int old = value != null && at < value.length() ? value.byteAt(at) & 0xff : 0;
        int now = args.toLong(3) == 1 ? old | mask : old & ~mask;
        if (!inside || now != old) {
            context.effects().begin(EffectOp.SETRANGE, 3).arg(args, 1).arg(at).arg(new byte[] {(byte) now}).end();
        }
        context.reply().integer((old & mask) != 0);
    }

    private static void get(CommandContext context) {
        long offset = BitArguments.offset(context.args(), 2);
        StringValue value = context.string(1);
        int at = (int) (offset >> 3);
        context.reply().integer(value != null && at < value.length() && (value.byteAt(at) & 0x80 >> (int) (offset & 7)) != 0);
    }

    private static void count(CommandContext context) {
        int count = context.count();
        StringValue value = context.string(1);
        if (value == null) {
            context.reply().integer(0);
            return;
        }
        if (count != 2 && count != 4 && count != 5) throw CommandError.SYNTAX;
        long bits = 8L * value.length();
        if (count == 2) {
            context.reply().integer(ones(value.bytes(), 0, bits - 1));
            return;
        }
        long start = context.longArg(2);
        long end = context.longArg(3);
        if (start < 0 && end < 0 && start > end) {
            context.reply().integer(0);
            return;
        }
        int unit = count == 5 ? unit(context.args(), 4) : 8;
        BitRange range = BitRange.of(start, end, unit, bits);
        context.reply().integer(ones(value.bytes(), range.first(), range.last()));
    }

    /** Bits of what a range counts: bytes or bits. */
    private static int unit(Args args, int i) {
        if (args.is(i, "BIT")) return 1;
        if (args.is(i, "BYTE")) return 8;
        throw CommandError.SYNTAX;
    }

    /** Bits {@code first} to {@code last}, of a range that is empty where the last is before the first. */
    private record BitRange(long first, long last) {
        static BitRange of(long start, long end, int unit, long bits) {
            long units = bits / unit;
            long first = Math.max(0, start < 0 ? start + units : start);
            long last = Math.min(units - 1, Math.max(0, end < 0 ? end + units : end));
            return first > last ? new BitRange(0, -1) : new BitRange(first * unit, last * unit + unit - 1);
        }

        boolean isEmpty() {
            return last < first;
        }
    }

    private static long ones(byte[] bytes, long first, long last) {
        long count = 0;
        for (long at = first; at <= last; ) {
            int index = (int) (at >> 3);
            if ((at & 7) == 0 && last - at >= 63) {
                count += Long.bitCount(BitField.word(bytes, index));
                at += 64;
            } else if ((at & 7) == 0 && last - at >= 7) {
                count += Integer.bitCount(bytes[index] & 0xff);
                at += 8;
            } else {
                count += bytes[index] >> (7 - (at & 7)) & 1;
                at++;
            }
        }
        return count;
    }

    private static void position(CommandContext context) {
        Args args = context.args();
        int count = args.count();
        long bit = context.longArg(2);
        if (bit != 0 && bit != 1) throw NOT_A_BIT;
        StringValue value = context.string(1);
        if (value == null) {
            context.reply().integer(bit == 1 ? -1 : 0);
            return;
        }
        if (count > 6) throw CommandError.SYNTAX;
        long start = count > 3 ? context.longArg(3) : 0;
        int unit = count == 6 ? unit(args, 5) : 8;
        boolean ends = count > 4;
        long end = ends ? context.longArg(4) : -1;
        long bits = 8L * value.length();
        BitRange range = BitRange.of(start, end, unit, bits);
        if (range.isEmpty()) {
            context.reply().integer(-1);
            return;
        }
        long found = first(value.bytes(), range.first(), range.last(), bit == 1);
        // Behind a string without a given end there are zeros for ever.
        if (found < 0 && bit == 0 && !ends) found = bits;
        context.reply().integer(found);
    }

    private static long first(byte[] bytes, long first, long last, boolean bit) {
        byte without = (byte) (bit ? 0 : 0xff);
        for (long at = first; at <= last; ) {
            int index = (int) (at >> 3);
            if ((at & 7) == 0 && last - at >= 7 && bytes[index] == without) {
                at += 8;
            } else if ((bytes[index] >> (7 - (at & 7)) & 1) == (bit ? 1 : 0)) {
                return at;
            } else {
                at++;
            }
        }
        return -1;
    }

    private enum Operation {
        AND,
        OR,
        XOR,
        NOT
    }

    private static void combine(CommandContext context) {
        Args args = context.args();
        Operation operation = operation(args);
        if (operation == Operation.NOT && args.count() != 4) throw ONE_SOURCE;
        @Nullable StringValue[] sources = new StringValue[args.count() - 3];
        int length = 0;
        for (int i = 0; i < sources.length; i++) {
            StringValue source = context.string(i + 3);
            sources[i] = source;
            if (source != null) length = Math.max(length, source.length());
        }
        if (length > 0) {
            context.effects().begin(EffectOp.SET, 2).arg(args, 2).arg(combined(operation, sources, length)).end();
        } else if (context.lookupForWrite(2) != null) {
            context.effects().add(EffectOp.DEL, args, 2);
        }
        context.reply().integer(length);
    }

    private static Operation operation(Args args) {
        for (Operation operation : Operation.values()) {
            if (args.is(1, operation.name())) return operation;
        }
        throw CommandError.SYNTAX;
    }

    private static byte[] combined(Operation operation, @Nullable StringValue[] sources, int length) {
        StringValue first = sources[0];
        byte[] result = first == null ? new byte[length] : Arrays.copyOf(Arrays.copyOf(first.bytes(), first.length()), length);
        if (operation == Operation.NOT) {
            for (int i = 0; i < length; i++) result[i] = (byte) ~result[i];
        }
        for (int s = 1; s < sources.length; s++) {
            StringValue source = sources[s];
            byte[] bytes = source == null ? new byte[0] : source.bytes();
            int sourceLength = source == null ? 0 : source.length();
            switch (operation) {
                case AND -> {
                    for (int i = 0; i < sourceLength; i++) result[i] &= bytes[i];
                    Arrays.fill(result, sourceLength, length, (byte) 0);
                }
                case OR -> {
                    for (int i = 0; i < sourceLength; i++) result[i] |= bytes[i];
                }
                case XOR -> {
                    for (int i = 0; i < sourceLength; i++) result[i] ^= bytes[i];
                }
                case NOT -> throw new AssertionError("NOT takes one source");
            }
        }
        return result;
    }
}
