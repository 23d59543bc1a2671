package io.headwater.cache.command;

import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands that walk over the keys of a database. */
final class ScanCommands {
    /** Tries to find a key that has not expired where expired ones cannot be deleted. */
    private static final int MAX_HIDDEN_KEYS = 100;

    private ScanCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.GENERIC;
        table.add("keys", 2, 0, 0, 0, group, "readonly", ScanCommands::keys);
        table.add("scan", -2, 0, 0, 0, group, "readonly", ScanCommands::scan);
        table.add("randomkey", 1, 0, 0, 0, group, "readonly", ScanCommands::random);
    }

    private static void keys(CommandContext context) {
        Glob pattern = Glob.of(context.args(), 1);
        ReplyBuffer reply = context.reply();
        int opened = reply.open();
        int[] count = {0};
        context.database().forEach(entry -> {
            if (entry.isExpired(context.nowMs())) return;
            byte[] key = entry.key();
            if (!pattern.matches(key)) return;
            reply.bulk(key);
            count[0]++;
        });
        reply.closeArray(opened, count[0]);
    }

    private static void scan(CommandContext context) {
        ScanRequest request = ScanRequest.options(context, ScanRequest.cursor(context.args(), 1), 2, true);
        Database database = context.database();
        List<Entry> seen = new ArrayList<>();
        long cursor = request.cursor();
        long steps = request.maxSteps();
        do {
            cursor = database.scan(cursor, seen::add);
        } while (cursor != 0 && --steps > 0 && seen.size() < request.count());
        ReplyBuffer reply = context.reply();
        reply.arrayHeader(2);
        UnsignedCursor.reply(reply, cursor);
        int opened = reply.open();
        int count = 0;
        for (Entry entry : seen) {
            byte[] key = entry.key();
            if (!request.wants(key) || !isOfType(entry, request.type())) continue;
            if (entry.isExpired(context.nowMs())) {
                context.expire(entry);
                continue;
            }
            reply.bulk(key);
            count++;
        }
        reply.closeArray(opened, count);
    }

    private static boolean isOfType(Entry entry, @Nullable String type) {
        return type == null || entry.value().type().text().equals(type);
    }

    private static void random(CommandContext context) {
        Database database = context.database();
        boolean deletes = context.deletesExpired();
        // Who deletes what it finds expired comes to an end; a replica gives up and shows what it has, as Redis's does.
        for (int hidden = 0; ; hidden++) {
            Entry entry = database.random(context.server().random());
            if (entry == null) {
                context.reply().nullBulk();
                return;
            }
            if (!entry.isExpired(context.nowMs()) || (!deletes && hidden >= MAX_HIDDEN_KEYS)) {
                context.reply().bulk(entry.key());
                return;
            }
            context.expire(entry);
        }
    }
}
