package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Numbers;
import io.headwater.cache.rdb.DumpPayload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * DEBUG, as far as users and test tools rely on it, where {@code enable-debug-command} permits it. What Redis's subcommands would break (crashes, leaks) is not there;
 * what has no counterpart in a node whose log is the database (the rewriting of files, replication ids) is accepted and does nothing.
 */
final class DebugCommand {
    private static final CommandError NOT_ALLOWED = new CommandError(
            "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you can run it from a local connection, otherwise you need to set this"
                    + " option in the configuration file, and then restart the server.");
    private static final CommandError RELOAD = new CommandError("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
    private static final CommandError PROTOCOL = new CommandError(
            "ERR Wrong protocol type name. Please use one of the following: string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
    /** Without arguments, and without an effect here. */
    private static final Set<String> IDLE = Set.of("LOADAOF", "CHANGE-REPL-ID", "CONFIG-REWRITE-FORCE-ALL");
    /** With one argument, and without an effect here. */
    private static final Set<String> IDLE_WITH_ARGUMENT =
            Set.of("AOF-FLUSH-SLEEP", "PAUSE-CRON", "QUICKLIST-PACKED-THRESHOLD", "SET-SKIP-CHECKSUM-VALIDATION", "LOG", "LEAK");
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int NO_VALUE_BYTES = 10;
    private static final String BIG_NUMBER = "1234567999999999999999999999999999999";

    private DebugCommand() {}

    static void addTo(CommandTable table) {
        table.add("debug", -2, 0, 0, 0, CommandGroup.SERVER, "admin noscript loading stale", DebugCommand::execute);
    }

    private static boolean isAllowed(CommandContext context) {
        String allowed = context.server().config().all().getOrDefault("enable-debug-command", "no");
        String address = context.session().connection().remoteAddress();
        boolean local = address.startsWith("127.") || address.startsWith("[::1]") || address.startsWith("::1") || address.startsWith("[0:0:0:0:0:0:0:1]");
        return allowed.equals("yes") || (allowed.equals("local") && local);
    }

    private static void execute(CommandContext context) {
        if (!isAllowed(context)) throw NOT_ALLOWED;
        Args args = context.args();
        ReplyBuffer reply = context.reply();
        int count = args.count();
        String name = args.text(1).toUpperCase(Locale.ROOT);
        if (count == 2 && IDLE.contains(name)) reply.ok();
        else if (count == 3 && IDLE_WITH_ARGUMENT.contains(name)) reply.ok();
        else if (name.equals("HELP") && count == 2) Help.reply(reply, "debug");
        else if (name.equals("OBJECT") && count >= 3) object(context);
        else if (name.equals("DIGEST") && count == 2) reply.simple(new DatasetDigest().of(context.keyspace()));
        else if (name.equals("DIGEST-VALUE") && count >= 2) digests(context);
        else if (name.equals("SLEEP") && count == 3) sleep(context);
        else if (name.equals("RELOAD")) reload(context);
        else if (name.equals("SET-ACTIVE-EXPIRE") && count == 3) setActiveExpiry(context);
        else if (name.equals("ERROR") && count == 3) throw new CommandError(args.text(2));
        else if (name.equals("STRINGMATCH-LEN") && count == 4) reply.integer(Glob.of(args, 2).matches(args.copy(3)));
        else if (name.equals("PROTOCOL") && count == 3) protocol(context);
        else throw UnknownCommand.subcommandSyntax(args);
    }

    private static void object(CommandContext context) {
        Entry entry = context.peek(2);
        if (entry == null) throw CommandError.NO_SUCH_KEY;
        long idle = entry.idleSeconds(context.nowMs());
        int serialized = DumpPayload.of(entry.value()).length - NO_VALUE_BYTES - 1;
        // There is no address to show; tools read what follows it.
        context.reply().simple("Value at:0x%x refcount:1 encoding:%s serializedlength:%d lru:%d lru_seconds_idle:%d".formatted(
                System.identityHashCode(entry), entry.value().encoding(), serialized, context.nowMs() / 1000 - idle & 0xffffff, idle));
    }

    /** Of expired keys too. */
    private static void digests(CommandContext context) {
        Args args = context.args();
        DatasetDigest digest = new DatasetDigest();
        context.reply().arrayHeader(args.count() - 2);
        for (int i = 2; i < args.count(); i++) {
            Entry entry = context.find(context.session().database(), args.bytes(), args.offset(i), args.length(i));
            context.reply().simple(entry == null ? DatasetDigest.none() : digest.of(entry));
        }
    }

    /** Stops the shard, as it stops a Redis: that is what it is for. Its lease may end meanwhile. */
    private static void sleep(CommandContext context) {
        double seconds = context.args().toDouble(2);
        try {
            if (seconds > 0) Thread.sleep(Duration.ofNanos((long) (seconds * NANOS_PER_SECOND)));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        context.reply().ok();
    }

    /** The state is the fold of the log, which a restart shows: there is nothing to save first. */
    private static void reload(CommandContext context) {
        Args args = context.args();
        for (int i = 2; i < args.count(); i++) {
            if (!args.is(i, "MERGE") && !args.is(i, "NOFLUSH") && !args.is(i, "NOSAVE")) throw RELOAD;
        }
        context.reply().ok();
    }

    private static void setActiveExpiry(CommandContext context) {
        Args args = context.args();
        long on = Numbers.isLong(args.bytes(), args.offset(2), args.length(2)) ? args.toLong(2) : 0;
        context.server().keyspace().expiresActively(on != 0);
        context.reply().ok();
    }

    private static void bigNumber(ReplyBuffer reply) {
        if (!reply.isResp3()) {
            reply.bulk(BIG_NUMBER);
            return;
        }
        byte[] encoded = ("(" + BIG_NUMBER + "\r\n").getBytes(StandardCharsets.US_ASCII);
        reply.append(encoded, 0, encoded.length);
    }

    private static void protocol(CommandContext context) {
        ReplyBuffer reply = context.reply();
        switch (context.args().text(2).toLowerCase(Locale.ROOT)) {
            case "string" -> reply.bulk("Hello World");
            case "integer" -> reply.integer(12345);
            case "double" -> reply.doubleValue(3.141);
            case "bignum" -> bigNumber(reply);
            case "null" -> reply.nullBulk();
            case "array" -> {
                reply.arrayHeader(3);
                for (int i = 0; i < 3; i++) reply.integer(i);
            }
            case "set" -> {
                reply.setHeader(3);
                for (int i = 0; i < 3; i++) reply.integer(i);
            }
            case "map" -> {
                reply.mapHeader(3);
                for (int i = 0; i < 3; i++) {
                    reply.integer(i);
                    reply.bool(i == 1);
                }
            }
            case "verbatim" -> reply.verbatim("txt", "This is a verbatim\nstring");
            case "true" -> reply.bool(true);
            case "false" -> reply.bool(false);
            default -> throw PROTOCOL;
        }
    }
}
