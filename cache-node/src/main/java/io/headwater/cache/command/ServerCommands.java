package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Commands to the node itself: bases, shutdown, time, role. */
final class ServerCommands {
    private static final long MS_PER_SECOND = 1000;
    private static final CommandError NO_SHUTDOWN = new CommandError("ERR No shutdown in progress.");

    private ServerCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SERVER;
        table.add("time", 1, 0, 0, 0, group, "loading stale fast", ServerCommands::time);
        table.add("save", 1, 0, 0, 0, group, "admin noscript no_async_loading no_multi", ServerCommands::save);
        table.add("bgsave", -1, 0, 0, 0, group, "admin noscript no_async_loading", ServerCommands::backgroundSave);
        table.add("bgrewriteaof", 1, 0, 0, 0, group, "admin noscript no_async_loading", ServerCommands::rewriteLog);
        table.add("lastsave", 1, 0, 0, 0, group, "loading stale fast", context -> context.reply().integer(context.server().control().lastSaveSeconds()));
        table.add("shutdown", -1, 0, 0, 0, group, "admin noscript loading stale no_multi allow_busy", ServerCommands::shutdown);
        table.add("role", 1, 0, 0, 0, group, "noscript loading stale fast", ServerCommands::role);
    }

    private static void time(CommandContext context) {
        long nowMs = context.nowMs();
        context.reply().arrayHeader(2);
        context.reply().bulk(nowMs / MS_PER_SECOND);
        context.reply().bulk(nowMs % MS_PER_SECOND * MS_PER_SECOND);
    }

    /** The client waits for the base; the shard does not. */
    private static void save(CommandContext context) {
        PendingReply pending = context.defer();
        Consumer<@Nullable CommandError> answer = failure -> pending.complete(reply -> {
            if (failure == null) reply.ok();
            else reply.error(failure);
        });
        CommandError refusal = context.server().control().save(answer);
        if (refusal != null) answer.accept(refusal);
    }

    private static void backgroundSave(CommandContext context) {
        if (context.count() > 2 || (context.count() == 2 && !context.args().is(1, "SCHEDULE"))) throw CommandError.SYNTAX;
        startSave(context);
        context.reply().simple("Background saving started");
    }

    /** A base makes the segments behind it superfluous: what a rewrite is to Redis's append-only file. */
    private static void rewriteLog(CommandContext context) {
        startSave(context);
        context.reply().simple("Background append only file rewriting started");
    }

    private static void startSave(CommandContext context) {
        CommandError refusal = context.server().control().save(null);
        if (refusal != null) throw refusal;
    }

    private static void shutdown(CommandContext context) {
        Args args = context.args();
        Boolean save = null;
        for (int i = 1; i < args.count(); i++) {
            if (args.is(i, "SAVE") && save == null) save = true;
            else if (args.is(i, "NOSAVE") && save == null) save = false;
            else if (args.is(i, "ABORT") && args.count() == 2) throw NO_SHUTDOWN;
            else if (!args.is(i, "NOW") && !args.is(i, "FORCE")) throw CommandError.SYNTAX;
        }
        CommandError refusal = context.server().control().shutdown(save);
        if (refusal != null) throw refusal;
        context.session().closeAfterReply = true;
    }

    private static void role(CommandContext context) {
        ReplyBuffer reply = context.reply();
        ServerRole role = context.server().role();
        if (role.isPrimary()) {
            reply.arrayHeader(3);
            reply.bulk("master");
            reply.integer(role.lsn());
            List<ClusterView.Node> replicas = replicas(context.server().cluster());
            reply.arrayHeader(replicas.size());
            for (ClusterView.Node replica : replicas) {
                reply.arrayHeader(3);
                reply.bulk(replica.host());
                reply.bulk(replica.port());
                reply.bulk(replica.lsn());
            }
            return;
        }
        reply.arrayHeader(5);
        reply.bulk("slave");
        reply.bulk(role.primaryHost());
        reply.integer(role.primaryPort());
        reply.bulk(role.isLinkUp() ? "connected" : "connect");
        reply.integer(role.lsn());
    }

    /** The replicas of this node's shard that were heard of lately. */
    static List<ClusterView.Node> replicas(ClusterView cluster) {
        ClusterView.Shard own = cluster.ownShard();
        return own == null ? List.of() : own.replicas();
    }

    /** Replicas read the log, not this node: none acknowledges to it, so that 0 is the answer at once instead of after the timeout. */
}
