package io.headwater.cache.command;

import io.headwater.cache.command.BitField.Overflow;
import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** BITFIELD and BITFIELD_RO: several operations on integers in a string, each of which sees what those before it wrote. */
final class BitFieldCommands {
    private static final CommandError OVERFLOW = new CommandError("ERR Invalid OVERFLOW type specified");
    private static final CommandError READ_ONLY = new CommandError("ERR BITFIELD_RO only supports the GET subcommand");

    private BitFieldCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.BITMAP;
        table.add("bitfield", -2, 1, 1, 1, group, "write denyoom", context -> execute(context, false));
        table.add("bitfield_ro", -2, 1, 1, 1, group, "readonly fast", context -> execute(context, true));
    }

    private enum Kind {
        GET,
        SET,
        INCRBY
    }

    private record Operation(Kind kind, long offset, int bits, boolean signed, long operand, Overflow overflow) {
        long lastBit() {
            return offset + bits - 1;
        }
    }

    private static void execute(CommandContext context, boolean readOnly) {
        List<Operation> operations = parse(context);
        long highestWrite = -1;
        for (Operation operation : operations) {
            if (operation.kind != Kind.GET) highestWrite = Math.max(highestWrite, operation.lastBit());
        }
        if (readOnly && highestWrite >= 0) throw READ_ONLY;
        StringValue value = highestWrite < 0 ? context.string(1) : context.forWrite(1, StringValue.class);
        Edited string = new Edited(value);
        context.reply().arrayHeader(operations.size());
        for (Operation operation : operations) execute(context.reply(), operation, string);
        if (highestWrite >= 0) string.finish(context, (int) (highestWrite >> 3) + 1);
    }

    private static List<Operation> parse(CommandContext context) {
        Args args = context.args();
        List<Operation> operations = new ArrayList<>();
        Overflow overflow = Overflow.WRAP;
        for (int i = 2; i < args.count(); ) {
            int left = args.count() - i - 1;
            if (args.is(i, "OVERFLOW") && left >= 1) {
                overflow = overflow(args, i + 1);
                i += 2;
                continue;
            }
            Kind kind;
            if (args.is(i, "GET") && left >= 2) kind = Kind.GET;
            else if (args.is(i, "SET") && left >= 3) kind = Kind.SET;
            else if (args.is(i, "INCRBY") && left >= 3) kind = Kind.INCRBY;
            else throw CommandError.SYNTAX;
            int type = BitArguments.type(args, i + 1);
            long offset = BitArguments.offset(args, i + 2, Math.abs(type));
            long operand = kind == Kind.GET ? 0 : context.longArg(i + 3);
            operations.add(new Operation(kind, offset, Math.abs(type), type > 0, operand, overflow));
            i += kind == Kind.GET ? 3 : 4;
        }
        return operations;
    }

    private static Overflow overflow(Args args, int i) {
        for (Overflow overflow : Overflow.values()) {
            if (args.is(i, overflow.name())) return overflow;
        }
        throw OVERFLOW;
    }

    private static void execute(ReplyBuffer reply, Operation operation, Edited string) {
        int bits = operation.bits;
        long old = string.read(operation.offset, bits);
        if (operation.signed) old = BitField.extended(old, bits);
        if (operation.kind == Kind.GET) {
            reply.integer(old);
            return;
        }
        boolean increments = operation.kind == Kind.INCRBY;
        long base = increments ? old : operation.operand;
        long increment = increments ? operation.operand : 0;
        long now = base + increment;
        int side = BitField.overflows(base, increment, bits, operation.signed);
        if (side != 0 && operation.overflow == Overflow.FAIL) {
            reply.nullBulk();
            return;
        }
        if (side != 0) now = BitField.limited(base, increment, bits, operation.signed, side, operation.overflow);
        reply.integer(increments ? now : old);
        string.write(operation.offset, bits, now);
    }

    /** A string and the bytes of it that are different now. */
    private static final class Edited {
        private final @Nullable StringValue value;
        private final int length;
        private final TreeMap<Integer, Byte> changes = new TreeMap<>();

        Edited(@Nullable StringValue value) {
            this.value = value;
            this.length = value == null ? 0 : value.length();
        }

        private int original(int index) {
            return value != null && index < length ? value.byteAt(index) & 0xff : 0;
        }

        private int at(int index) {
            Byte changed = changes.isEmpty() ? null : changes.get(index);
            return changed == null ? original(index) : changed & 0xff;
        }

        long read(long offset, int bits) {
            long result = 0;
            for (long bit = offset; bit < offset + bits; bit++) result = result << 1 | (at((int) (bit >> 3)) >> (7 - (bit & 7)) & 1);
            return result;
        }

        void write(long offset, int bits, long number) {
            for (int i = 0; i < bits; i++) {
                long bit = offset + i;
                int index = (int) (bit >> 3);
                int mask = 0x80 >> (bit & 7);
                int old = at(index);
                int now = (number >> (bits - 1 - i) & 1) == 1 ? old | mask : old & ~mask;
                if (now != old) changes.put(index, (byte) now);
            }
        }

        /** Yields what changed, run by run; the string is at least {@code minLength} bytes long afterwards. */
        void finish(CommandContext context, int minLength) {
            changes.entrySet().removeIf(change -> (change.getValue() & 0xff) == original(change.getKey()) && change.getKey() < length);
            // Redis makes the room even if every operation fails.
            if (minLength > length) changes.putIfAbsent(minLength - 1, (byte) 0);
            byte[] run = new byte[changes.size()];
            int from = 0;
            int size = 0;
            for (Map.Entry<Integer, Byte> change : changes.entrySet()) {
                if (size > 0 && change.getKey() != from + size) {
                    effect(context, from, run, size);
                    size = 0;
                }
                if (size == 0) from = change.getKey();
                run[size++] = change.getValue();
            }
            if (size > 0) effect(context, from, run, size);
        }

        private static void effect(CommandContext context, int from, byte[] run, int size) {
            context.effects().begin(EffectOp.SETRANGE, 3).arg(context.args(), 1).arg(from).arg(run, 0, size).end();
        }
    }
}
