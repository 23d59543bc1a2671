package io.headwater.cache.command;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.StringValue;
import java.util.function.Consumer;

/** OBJECT: how a value is kept. */
final class ObjectCommands {
    /** Small integers are one shared object in Redis, whose count of references it reports as this. */
    private static final int SHARED_REFERENCES = Integer.MAX_VALUE;
    private static final int SHARED_INTEGERS = 10_000;
    private static final CommandError NO_FREQUENCY = new CommandError(
            "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU"
                    + " and LFU data will take some time to adjust.");

    private ObjectCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.GENERIC;
        table.addContainer(
                "object",
                group,
                CommandSpec.of("object|encoding", 3, 2, 2, 1, group, "readonly", ObjectCommands::encoding),
                CommandSpec.of("object|idletime", 3, 2, 2, 1, group, "readonly", ObjectCommands::idleTime),
                CommandSpec.of("object|refcount", 3, 2, 2, 1, group, "readonly", ObjectCommands::references),
                CommandSpec.of("object|freq", 3, 2, 2, 1, group, "readonly", ObjectCommands::frequency));
    }

    /** Replies about the entry of argument 2, or that there is none. */
    private static void about(CommandContext context, Consumer<Entry> answer) {
        Entry entry = context.peek(2);
        if (entry == null) context.reply().nullBulk();
        else answer.accept(entry);
    }

    private static void encoding(CommandContext context) {
        about(context, entry -> context.reply().bulk(entry.value().encoding()));
    }

    private static void idleTime(CommandContext context) {
        about(context, entry -> context.reply().integer(entry.idleSeconds(context.nowMs())));
    }

    private static void references(CommandContext context) {
        about(context, entry -> context.reply().integer(isSharedInteger(entry) ? SHARED_REFERENCES : 1));
    }

    private static boolean isSharedInteger(Entry entry) {
        return entry.value() instanceof StringValue string
                && string.encoding().equals("int")
                && string.toLong() >= 0
                && string.toLong() < SHARED_INTEGERS;
    }

    private static void frequency(CommandContext context) {
        about(context, entry -> {
            throw NO_FREQUENCY;
        });
    }
}
