package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Entry;
import io.headwater.schemas.Slots;
import java.util.ArrayList;
import java.util.List;

/** CLUSTER, READONLY, READWRITE and ASKING, through the node's {@link ClusterView}. Without a second shard they answer as a Redis without cluster support. */
final class ClusterCommands {
    private static final CommandError DISABLED = new CommandError("ERR This instance has cluster support disabled");
    private static final CommandError INVALID_SLOT = new CommandError("ERR Invalid slot");
    private static final CommandError INVALID_SLOT_OR_COUNT = new CommandError("ERR Invalid slot or number of keys");

    private ClusterCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.CLUSTER;
        table.addContainer(
                "cluster",
                group,
                of("slots", 2, context -> ClusterDescription.slots(context.reply(), context.server().cluster())),
                of("shards", 2, context -> ClusterDescription.shards(context.reply(), context.server().cluster())),
                of("nodes", 2, context -> context.reply().verbatim("txt", ClusterDescription.nodes(context.server().cluster()))),
                of("info", 2, context -> context.reply().verbatim("txt", ClusterDescription.info(context.server().cluster()))),
                of("myid", 2, context -> context.reply().bulk(context.server().cluster().nodeId())),
                of("keyslot", 3, context -> context.reply().integer(slotOf(context.args(), 2))),
                of("countkeysinslot", 3, ClusterCommands::countKeys),
                of("getkeysinslot", 4, ClusterCommands::keysInSlot));
        table.add("readonly", 1, 0, 0, 0, group, "loading stale fast", enabled(context -> readOnly(context, true)));
        table.add("readwrite", 1, 0, 0, 0, group, "loading stale fast", enabled(context -> readOnly(context, false)));
        // No slot ever moves here, so that nobody is sent to ask; who asks anyway gets what the slot's owner says.
        table.add("asking", 1, 0, 0, 0, group, "fast", enabled(context -> context.reply().ok()));
    }

    private static CommandSpec of(String name, int arity, Handler handler) {
        return CommandSpec.of("cluster|" + name, arity, 0, 0, 0, CommandGroup.CLUSTER, "stale", enabled(handler));
    }

    private static Handler enabled(Handler handler) {
        return context -> {
            if (!context.server().cluster().enabled()) throw DISABLED;
            handler.execute(context);
        };
    }

    private static int slotOf(Args args, int i) {
        return Slots.of(args.bytes(), args.offset(i), args.length(i));
    }

    private static void readOnly(CommandContext context, boolean readOnly) {
        context.session().readOnly = readOnly;
        context.reply().ok();
    }

    private static void countKeys(CommandContext context) {
        int slot = (int) inRange(context.longArg(2), Slots.COUNT - 1, INVALID_SLOT);
        context.reply().integer(context.keyspace().keysInSlot(slot));
    }

    private static long inRange(long value, long max, CommandError error) {
        if (value < 0 || value > max) throw error;
        return value;
    }

    /** Walks over the whole database until it has seen the slot's keys: for operators, not for a hot path. */
    private static void keysInSlot(CommandContext context) {
        long slot = context.longArg(2);
        long count = inRange(context.longArg(3), Long.MAX_VALUE, INVALID_SLOT_OR_COUNT);
        inRange(slot, Slots.COUNT - 1, INVALID_SLOT_OR_COUNT);
        long wanted = Math.min(count, context.keyspace().keysInSlot((int) slot));
        Database database = context.database();
        List<Entry> found = new ArrayList<>();
        long cursor = 0;
        do {
            if (found.size() >= wanted) break;
            cursor = database.scan(cursor, entry -> {
                if (Slots.of(entry.key(), 0, entry.keyLength()) == slot && found.size() < wanted) found.add(entry);
            });
        } while (cursor != 0);
        context.reply().arrayHeader(found.size());
        for (Entry entry : found) context.reply().bulk(entry.key());
    }
}
