package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.StringValue;
import org.jspecify.annotations.Nullable;

/** HyperLogLogs. What is logged are the bytes of the string that change, so that a replay does not depend on {@code hll-sparse-max-bytes}. */
final class HyperLogLogCommands {
    private static final CommandError NO_KEY = new CommandError("ERR The specified key does not exist");
    private static final CommandError NOT_SPARSE = new CommandError("ERR HLL encoding is not sparse");
    private static final String SPARSE_MAX_BYTES = "hll-sparse-max-bytes";
    private static final int DEFAULT_SPARSE_MAX_BYTES = 3000;

    private HyperLogLogCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.HYPERLOGLOG;
        table.add("pfadd", -2, 1, 1, 1, group, "write denyoom fast", HyperLogLogCommands::add);
        table.add("pfcount", -2, 1, -1, 1, group, "readonly", HyperLogLogCommands::count);
        table.add("pfmerge", -2, 1, -1, 1, group, "write denyoom", HyperLogLogCommands::merge);
        table.add("pfdebug", 3, 2, 2, 1, group, "write denyoom admin", HyperLogLogCommands::debug);
        table.add("pfselftest", 1, 0, 0, 0, group, "admin", context -> context.reply().ok());
    }

    private static int sparseMaxBytes(CommandContext context) {
        return context.server().config().integer(SPARSE_MAX_BYTES, DEFAULT_SPARSE_MAX_BYTES);
    }

    private static @Nullable HyperLogLog of(@Nullable StringValue value) {
        return value == null ? null : HyperLogLog.of(value.bytes(), value.length());
    }

    private static void add(CommandContext context) {
        Args args = context.args();
        StringValue value = context.forWrite(1, StringValue.class);
        HyperLogLog present = of(value);
        HyperLogLog sketch = present == null ? HyperLogLog.empty() : present;
        int maxBytes = sparseMaxBytes(context);
        boolean changed = false;
        for (int i = 2; i < args.count(); i++) changed |= sketch.add(args.bytes(), args.offset(i), args.length(i), maxBytes);
        if (changed || value == null) {
            sketch.invalidate();
            write(context, 1, value, sketch);
        }
        context.reply().integer(changed || value == null);
    }

    private static void write(CommandContext context, int key, @Nullable StringValue before, HyperLogLog after) {
        if (before == null) StringEdit.replace(context, key, null, 0, after.bytes());
        else StringEdit.replace(context, key, before.bytes(), before.length(), after.bytes());
    }

    private static void count(CommandContext context) {
        if (context.count() > 2) {
            context.reply().integer(HyperLogLog.estimate(HyperLogLog.histogram(union(context).registers)));
            return;
        }
        StringValue value = context.string(1);
        HyperLogLog sketch = of(value);
        if (sketch == null) {
            context.reply().integer(0);
        } else if (sketch.isCached()) {
            context.reply().integer(sketch.cached());
        } else {
            context.reply().integer(sketch.estimate());
            // The cached number is part of the string: it is written where writes are.
            if (context.deletesExpired()) write(context, 1, value, sketch);
        }
    }

    /** The highest of each register of all keys, and whether one of them is dense. */
    private record Union(byte[] registers, boolean dense) {}

    private static Union union(CommandContext context) {
        byte[] highest = new byte[HyperLogLog.REGISTERS];
        boolean dense = false;
        for (int i = 1; i < context.count(); i++) {
            HyperLogLog sketch = of(context.string(i));
            if (sketch == null) continue;
            dense |= sketch.isDense();
            byte[] registers = sketch.registers();
            for (int k = 0; k < highest.length; k++) highest[k] = (byte) Math.max(highest[k], registers[k]);
        }
        return new Union(highest, dense);
    }

    private static void merge(CommandContext context) {
        Union union = union(context);
        StringValue value = context.forWrite(1, StringValue.class);
        HyperLogLog present = of(value);
        HyperLogLog sketch = present == null ? HyperLogLog.empty() : present;
        if (union.dense) sketch.toDense();
        int maxBytes = sparseMaxBytes(context);
        for (int i = 0; i < union.registers.length; i++) {
            if (union.registers[i] != 0) sketch.raise(i, union.registers[i], maxBytes);
        }
        sketch.invalidate();
        write(context, 1, value, sketch);
        context.reply().ok();
    }

    private static void debug(CommandContext context) {
        Args args = context.args();
        StringValue value = context.forWrite(2, StringValue.class);
        HyperLogLog sketch = of(value);
        if (sketch == null) throw NO_KEY;
        ReplyBuffer reply = context.reply();
        if (args.is(1, "GETREG")) {
            if (sketch.toDense()) write(context, 2, value, sketch);
            byte[] registers = sketch.registers();
            reply.arrayHeader(registers.length);
            for (byte register : registers) reply.integer(register);
        } else if (args.is(1, "DECODE")) {
            if (sketch.isDense()) throw NOT_SPARSE;
            reply.bulk(sketch.text());
        } else if (args.is(1, "ENCODING")) {
            reply.simple(sketch.isDense() ? "dense" : "sparse");
        } else if (args.is(1, "TODENSE")) {
            boolean converted = sketch.toDense();
            if (converted) write(context, 2, value, sketch);
            reply.integer(converted);
        } else {
            throw new CommandError("ERR Unknown PFDEBUG subcommand '" + CommandError.quoted(args, 1) + "'");
        }
    }
}
