package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Numbers;
import io.headwater.cache.engine.StringValue;

/** Commands that read or write part of a string. */
final class SubstringCommands {
    /** Redis's default of proto-max-bulk-len: no string grows beyond it. */
    static final long MAX_STRING_BYTES = 512L * 1024 * 1024;

    private static final CommandError OFFSET_OUT_OF_RANGE = new CommandError("ERR offset is out of range");

    private SubstringCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.STRING;
        table.add("append", 3, 1, 1, 1, group, "write denyoom fast", SubstringCommands::append);
        table.add("strlen", 2, 1, 1, 1, group, "readonly fast", SubstringCommands::length);
        table.add("setrange", 4, 1, 1, 1, group, "write denyoom", SubstringCommands::setRange);
        table.add("getrange", 4, 1, 1, 1, group, "readonly", SubstringCommands::range);
        table.add("substr", 4, 1, 1, 1, group, "readonly", SubstringCommands::range);
    }

    private static void append(CommandContext context) {
        Args args = context.args();
        StringValue value = context.forWrite(1, StringValue.class);
        if (value == null) {
            context.effects().add(EffectOp.SET, args, 1, 2);
            context.reply().integer(args.length(2));
            return;
        }
        long length = (long) value.length() + args.length(2);
        if (length > MAX_STRING_BYTES) throw CommandError.TOO_LONG;
        context.effects().add(EffectOp.APPEND, args, 1, 2);
        context.reply().integer(length);
    }

    private static void length(CommandContext context) {
        StringValue value = context.string(1);
        context.reply().integer(value == null ? 0 : value.length());
    }

    private static void setRange(CommandContext context) {
        Args args = context.args();
        long offset = context.longArg(2);
        if (offset < 0) throw OFFSET_OUT_OF_RANGE;
        StringValue value = context.forWrite(1, StringValue.class);
        int oldLength = value == null ? 0 : value.length();
        int length = args.length(3);
        if (length == 0) {
            context.reply().integer(oldLength);
            return;
        }
        if (offset > MAX_STRING_BYTES - length) throw CommandError.TOO_LONG;
        context.effects().begin(EffectOp.SETRANGE, 3).arg(args, 1).arg(offset).arg(args, 3).end();
        context.reply().integer(Math.max(oldLength, offset + length));
    }

    private static void range(CommandContext context) {
        long start = context.longArg(2);
        long end = context.longArg(3);
        StringValue value = context.string(1);
        int length = value == null ? 0 : value.length();
        if (value == null || (start < 0 && end < 0 && start > end)) {
            context.reply().bulk(Numbers.EMPTY);
            return;
        }
        if (start < 0) start = Math.max(0, start + length);
        if (end < 0) end = Math.max(0, end + length);
        end = Math.min(end, length - 1L);
        if (start > end) context.reply().bulk(Numbers.EMPTY);
        else context.reply().bulk(value.array(), value.offset() + (int) start, (int) (end - start + 1));
    }
}
