package io.headwater.cache.command;

import io.headwater.cache.command.ServerControl.Versions;
import io.headwater.cache.engine.read.KeyVersion;
import io.headwater.schemas.Actor;
import io.headwater.schemas.Position;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** {@code HEADWATER.HISTORY key [COUNT n]}: the last versions of a key, the newest first, from what the node still has of its log, and the archive if it knows one. */
final class HistoryCommand {
    private static final int DEFAULT_COUNT = 10;
    private static final int MAX_COUNT = 1000;
    private static final int FIELDS = 9;
    private static final CommandError COUNT = new CommandError("ERR COUNT is a number from 1 to " + MAX_COUNT);

    private HistoryCommand() {}

    static void addTo(CommandTable table) {
        table.add("headwater.history", -2, 1, 1, 1, CommandGroup.GENERIC, "readonly noscript no_multi", HistoryCommand::execute);
    }

    private static void execute(CommandContext context) {
        int count = count(context);
        PendingReply pending = context.defer(ReplyKind.READ);
        Consumer<Versions> answer = versions -> pending.complete(reply -> write(reply, versions));
        CommandError refusal = context.server().control().history(context.session().database(), context.args().copy(1), count, answer);
        if (refusal != null) answer.accept(Versions.refused(refusal));
    }

    private static int count(CommandContext context) {
        if (context.count() == 2) return DEFAULT_COUNT;
        if (context.count() != 4 || !context.args().is(2, "COUNT")) throw CommandError.SYNTAX;
        return (int) context.longArg(3, 1, MAX_COUNT, COUNT);
    }

    private static void write(ReplyBuffer reply, Versions versions) {
        CommandError failure = versions.failure();
        if (failure != null) {
            reply.error(failure);
            return;
        }
        Position beginsAfter = versions.beginsAfter();
        reply.arrayHeader(versions.newestFirst().size() + (beginsAfter == null ? 0 : 1));
        for (KeyVersion version : versions.newestFirst()) write(reply, version);
        if (beginsAfter == null) return;
        reply.mapHeader(2);
        field(reply, "begins-after", beginsAfter.toString());
        field(reply, "older", versions.older());
    }

    private static void write(ReplyBuffer reply, KeyVersion version) {
        Actor actor = version.actor();
        reply.mapHeader(FIELDS);
        field(reply, "position", version.position().toString());
        reply.bulk("time");
        reply.integer(version.timeMs());
        field(reply, "client", actor == null ? "" : actor.client());
        field(reply, "user", actor == null ? "" : actor.user());
        reply.bulk("effects");
        reply.arrayHeader(version.effects().size());
        for (String effect : version.effects()) reply.bulk(effect.getBytes(StandardCharsets.UTF_8));
        field(reply, "type", version.type() == null ? "none" : version.type().text());
        reply.bulk("value");
        if (version.isGone()) reply.nullBulk();
        else reply.bulk(version.value());
        reply.bulk("size");
        reply.integer(version.bytes());
        reply.bulk("expire-at");
        reply.integer(version.expireAtMs());
    }

    private static void field(ReplyBuffer reply, String name, String value) {
        reply.bulk(name);
        reply.bulk(value.getBytes(StandardCharsets.UTF_8));
    }
}
