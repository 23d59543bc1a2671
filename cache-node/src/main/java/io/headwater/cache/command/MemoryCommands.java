package io.headwater.cache.command;

import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Keyspace;

/** MEMORY: what keys take, and what the process takes. Figures are the JVM's: of heap where Redis speaks of its allocator. */
final class MemoryCommands {
    private static final int ENTRY_BYTES = 24 + 16;
    private static final long NEARLY_EMPTY_BYTES = 5L << 20;
    private static final String TOO_LITTLE = "Hi Sam, this instance is empty or is using very little memory, my issues detector can't be used in these conditions. Please,"
            + " leave for your mission on Earth and fill it with some data. The new Sam and I will be back to our programming as soon as I finished rebooting.\n";
    private static final String HEALTHY =
            "Hi Sam, I can't find any memory issue in your instance. I can only account for what occurs on this base.\n";

    private MemoryCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SERVER;
        table.addContainer(
                "memory",
                group,
                CommandSpec.of("memory|usage", -3, 2, 2, 1, group, "readonly", MemoryCommands::usage),
                CommandSpec.of("memory|doctor", 2, 0, 0, 0, group, "", MemoryCommands::doctor),
                CommandSpec.of("memory|stats", 2, 0, 0, 0, group, "", MemoryCommands::statistics),
                CommandSpec.of("memory|purge", 2, 0, 0, 0, group, "", context -> context.reply().ok()),
                CommandSpec.of("memory|malloc-stats", 2, 0, 0, 0, group, "", context ->
                        context.reply().bulk("Stats not supported for the current allocator")));
    }

    private static void usage(CommandContext context) {
        for (int i = 3; i < context.count(); i += 2) {
            if (!context.args().is(i, "SAMPLES") || i + 1 >= context.count()) throw CommandError.SYNTAX;
            if (context.longArg(i + 1) < 0) throw CommandError.SYNTAX;
        }
        Entry entry = context.peek(2);
        if (entry == null) context.reply().nullBulk();
        else context.reply().integer(entry.memoryBytes());
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void doctor(CommandContext context) {
        context.reply().verbatim("txt", used() < NEARLY_EMPTY_BYTES ? TOO_LITTLE : HEALTHY);
    }

    private static void statistics(CommandContext context) {
        Keyspace keyspace = context.server().keyspace();
        long used = used();
        long committed = Runtime.getRuntime().totalMemory();
        long keys = keyspace.size();
        ReplyBuffer reply = context.reply();
        int opened = reply.open();
        int fields = 0;
        String[] names = {"peak.allocated", "total.allocated", "startup.allocated", "replication.backlog", "clients.slaves", "clients.normal", "cluster.links", "aof.buffer",
            "lua.caches", "functions.caches"};
        long[] values = {committed, used, 0, 0, 0, 0, 0, 0, 0, 0};
        for (int i = 0; i < names.length; i++) fields += integer(reply, names[i], values[i]);
        for (int i = 0; i < keyspace.databases(); i++) fields += database(reply, keyspace.database(i));
        fields += integer(reply, "overhead.total", keys * ENTRY_BYTES);
        fields += integer(reply, "keys.count", keys);
        fields += integer(reply, "keys.bytes-per-key", keys == 0 ? 0 : used / keys);
        fields += integer(reply, "dataset.bytes", Math.max(0, used - keys * ENTRY_BYTES));
        fields += number(reply, "dataset.percentage", 100.0 * Math.max(0, used - keys * ENTRY_BYTES) / used);
        fields += number(reply, "peak.percentage", 100.0 * used / committed);
        fields += integer(reply, "allocator.allocated", used);
        fields += integer(reply, "allocator.active", committed);
        fields += integer(reply, "allocator.resident", committed);
        fields += number(reply, "allocator-fragmentation.ratio", (double) committed / used);
        fields += integer(reply, "allocator-fragmentation.bytes", committed - used);
        fields += number(reply, "allocator-rss.ratio", 1);
        fields += integer(reply, "allocator-rss.bytes", 0);
        fields += number(reply, "rss-overhead.ratio", 1);
        fields += integer(reply, "rss-overhead.bytes", 0);
        fields += number(reply, "fragmentation", (double) committed / used);
        fields += integer(reply, "fragmentation.bytes", committed - used);
        reply.closeMap(opened, fields);
    }

    private static int database(ReplyBuffer reply, Database database) {
        if (database.size() == 0) return 0;
        reply.bulk("db." + database.index());
        reply.mapHeader(3);
        integer(reply, "overhead.hashtable.main", (long) database.size() * ENTRY_BYTES);
        integer(reply, "overhead.hashtable.expires", (long) database.expiring() * Long.BYTES);
        integer(reply, "overhead.hashtable.slot-to-keys", 0);
        return 1;
    }

    private static int integer(ReplyBuffer reply, String name, long value) {
        reply.bulk(name);
        reply.integer(value);
        return 1;
    }

    private static int number(ReplyBuffer reply, String name, double value) {
        reply.bulk(name);
        reply.doubleValue(value);
        return 1;
    }
}
