package io.headwater.cache.command;

import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/** Publish and subscribe. */
final class PubSubCommands {
    private PubSubCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.PUBSUB;
        String flags = "pubsub noscript loading stale";
        table.add("subscribe", -2, 0, 0, 0, group, flags, context -> subscribe(context, pubSub(context)::subscribe));
        table.add("psubscribe", -2, 0, 0, 0, group, flags, context -> subscribe(context, pubSub(context)::subscribeToPattern));
        table.add("unsubscribe", -1, 0, 0, 0, group, flags, PubSubCommands::unsubscribe);
        table.add("punsubscribe", -1, 0, 0, 0, group, flags, PubSubCommands::unsubscribeFromPatterns);
        table.add("publish", 3, 0, 0, 0, group, "pubsub loading stale fast", PubSubCommands::publish);
        table.add("ssubscribe", -2, 1, -1, 1, group, flags, context -> subscribe(context, pubSub(context)::subscribeToShard));
        table.add("sunsubscribe", -1, 1, -1, 1, group, flags, PubSubCommands::unsubscribeFromShards);
        table.add("spublish", 3, 1, 1, 1, group, "pubsub loading stale fast", PubSubCommands::publishToShard);
        String questions = "pubsub loading stale";
        table.addContainer(
                "pubsub",
                group,
                CommandSpec.of("pubsub|channels", -2, 0, 0, 0, group, questions, context -> channels(context, pubSub(context).channels())),
                CommandSpec.of("pubsub|numsub", -2, 0, 0, 0, group, questions, context -> subscribers(context, pubSub(context)::subscribers)),
                CommandSpec.of("pubsub|shardchannels", -2, 0, 0, 0, group, questions, context -> channels(context, pubSub(context).shardChannels())),
                CommandSpec.of("pubsub|shardnumsub", -2, 0, 0, 0, group, questions, context -> subscribers(context, pubSub(context)::shardSubscribers)),
                CommandSpec.of("pubsub|numpat", 2, 0, 0, 0, group, questions, context -> context.reply().integer(pubSub(context).patterns())));
    }

    /** Whether a RESP2 client with subscriptions may still call the command: its replies would be taken for messages otherwise. */
    static boolean isAllowedToSubscribers(CommandSpec spec) {
        return isSubscription(spec) || switch (spec.name()) {
            case "ping", "quit", "reset", SessionCommand.NAME -> true;
            default -> false;
        };
    }

    /** Whether the command begins or ends subscriptions. */
    static boolean isSubscription(CommandSpec spec) {
        return switch (spec.name()) {
            case "subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ssubscribe", "sunsubscribe" -> true;
            default -> false;
        };
    }

    /** What a RESP2 client with subscriptions gets for any other command. */
    static CommandError refusalToSubscriber(CommandSpec spec) {
        return new CommandError("ERR Can't execute '" + spec.name()
                + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
    }

    private static PubSub pubSub(CommandContext context) {
        return context.executor().pubSub();
    }

    private static void subscribe(CommandContext context, BiConsumer<ClientSession, String> action) {
        for (int i = 1; i < context.count(); i++) {
            String name = context.args().text(i);
            action.accept(context.session(), name);
            confirm(context, name);
        }
    }

    private static void confirm(CommandContext context, String name) {
        context.reply().pushHeader(3);
        context.reply().bulk(context.spec().name());
        context.reply().bulk(name);
        context.reply().integer(count(context));
    }

    private static int count(CommandContext context) {
        Subscriptions own = context.session().subscriptions;
        if (own == null) return 0;
        boolean ofShards = context.spec().name().equals("ssubscribe") || context.spec().name().equals("sunsubscribe");
        return ofShards ? own.shardChannels.size() : own.count();
    }

    private static void unsubscribeFromShards(CommandContext context) {
        Subscriptions own = context.session().subscriptions;
        unsubscribe(context, own == null ? List.of() : List.copyOf(own.shardChannels), pubSub(context)::unsubscribeFromShard);
    }

    private static void publishToShard(CommandContext context) {
        context.reply().integer(pubSub(context).publishToShard(context.args().copy(1), context.args().copy(2)));
    }

    private static void unsubscribe(CommandContext context) {
        Subscriptions own = context.session().subscriptions;
        unsubscribe(context, own == null ? List.of() : List.copyOf(own.channels), pubSub(context)::unsubscribe);
    }

    private static void unsubscribeFromPatterns(CommandContext context) {
        Subscriptions own = context.session().subscriptions;
        unsubscribe(context, own == null ? List.of() : List.copyOf(own.patterns), pubSub(context)::unsubscribeFromPattern);
    }

    private static void unsubscribe(CommandContext context, List<String> all, BiConsumer<ClientSession, String> action) {
        if (context.count() > 1) {
            subscribe(context, action);
            return;
        }
        for (String name : all) {
            action.accept(context.session(), name);
            confirm(context, name);
        }
        if (!all.isEmpty()) return;
        context.reply().pushHeader(3);
        context.reply().bulk(context.spec().name());
        context.reply().nullBulk();
        context.reply().integer(count(context));
    }

    private static void publish(CommandContext context) {
        context.reply().integer(pubSub(context).publish(context.args().copy(1), context.args().copy(2)));
    }

    private static void channels(CommandContext context, Collection<String> names) {
        if (context.count() > 3) throw UnknownCommand.subcommandSyntax(context.args());
        ReplyBuffer reply = context.reply();
        Glob pattern = context.count() == 2 ? null : Glob.of(context.args(), 2);
        int opened = reply.open();
        int count = 0;
        for (String channel : names) {
            if (pattern != null && !PubSub.matches(pattern, PubSub.bytes(channel))) continue;
            reply.bulk(channel);
            count++;
        }
        reply.closeArray(opened, count);
    }

    private static void subscribers(CommandContext context, ToIntFunction<String> ofChannel) {
        context.reply().arrayHeader(2 * (context.count() - 2));
        for (int i = 2; i < context.count(); i++) {
            context.reply().bulk(context.args(), i);
            context.reply().integer(ofChannel.applyAsInt(context.args().text(i)));
        }
    }
}
