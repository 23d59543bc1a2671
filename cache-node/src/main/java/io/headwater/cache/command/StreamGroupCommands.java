package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.StreamConsumer;
import io.headwater.cache.engine.StreamGroup;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** XGROUP and XACK. */
final class StreamGroupCommands {
    private static final CommandError NEGATIVE_READ = new CommandError("ERR value for ENTRIESREAD must be positive or -1");
    private static final CommandError NO_KEY = new CommandError("ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the"
            + " MKSTREAM option to create an empty stream automatically.");
    private static final CommandError BUSY_GROUP = new CommandError("BUSYGROUP Consumer Group name already exists");
    private static final byte[] CREATE = PubSub.bytes("CREATE");
    private static final byte[] MKSTREAM = PubSub.bytes("MKSTREAM");
    private static final byte[] ENTRIESREAD = PubSub.bytes("ENTRIESREAD");
    private static final byte[] SETID = PubSub.bytes("SETID");
    private static final byte[] DESTROY = PubSub.bytes("DESTROY");
    private static final byte[] CREATECONSUMER = PubSub.bytes("CREATECONSUMER");
    private static final byte[] DELCONSUMER = PubSub.bytes("DELCONSUMER");

    private StreamGroupCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.STREAM;
        table.addContainer(
                "xgroup",
                group,
                CommandSpec.of("xgroup|create", -5, 2, 2, 1, group, "write denyoom", StreamGroupCommands::create),
                CommandSpec.of("xgroup|setid", -5, 2, 2, 1, group, "write", StreamGroupCommands::setId),
                CommandSpec.of("xgroup|destroy", 4, 2, 2, 1, group, "write", StreamGroupCommands::destroy),
                CommandSpec.of("xgroup|createconsumer", 5, 2, 2, 1, group, "write denyoom", StreamGroupCommands::createConsumer),
                CommandSpec.of("xgroup|delconsumer", 5, 2, 2, 1, group, "write", StreamGroupCommands::deleteConsumer));
        table.add("xack", -4, 1, 1, 1, group, "write fast", StreamGroupCommands::acknowledge);
    }

    /**
     * Options of CREATE and SETID.
     *
     * @param entriesRead {@link StreamGroup#UNKNOWN} unless given
     */
    private record Options(boolean makesStream, long entriesRead) {
        static Options parse(CommandContext context, boolean creates) {
            Args args = context.args();
            boolean makes = false;
            long read = StreamGroup.UNKNOWN;
            int i = 5;
            while (i < args.count()) {
                if (creates && args.is(i, "MKSTREAM")) {
                    makes = true;
                    i++;
                } else if (args.is(i, "ENTRIESREAD") && i + 1 < args.count()) {
                    read = context.longArg(i + 1);
                    if (read < 0 && read != StreamGroup.UNKNOWN) throw NEGATIVE_READ;
                    i += 2;
                } else {
                    throw UnknownCommand.subcommandSyntax(args);
                }
            }
            return new Options(makes, read);
        }
    }

    private static void create(CommandContext context) {
        Args args = context.args();
        Options options = Options.parse(context, true);
        StreamValue stream = context.forWrite(2, StreamValue.class);
        if (stream == null && !options.makesStream) throw NO_KEY;
        if (args.count() > 8) throw UnknownCommand.subcommandSyntax(args);
        StreamId id = id(context, stream, true);
        if (StreamArguments.group(stream, args, 3) != null) throw BUSY_GROUP;
        Effects effects = context.effects().begin(EffectOp.XGROUP, stream == null ? 7 : 6).arg(CREATE).arg(args, 2).arg(args, 3).arg(id.bytes());
        if (stream == null) effects.arg(MKSTREAM);
        effects.arg(ENTRIESREAD).arg(options.entriesRead).end();
        context.reply().ok();
    }

    private static StreamId id(CommandContext context, @Nullable StreamValue stream, boolean strict) {
        if (StreamArguments.text(context.args(), 4).equals("$")) return stream == null ? StreamId.MIN : stream.lastId();
        return strict ? StreamArguments.strict(context, 4) : StreamArguments.any(context, 4);
    }

    private static StreamValue stream(CommandContext context) {
        StreamValue stream = context.forWrite(2, StreamValue.class);
        if (stream == null) throw NO_KEY;
        return stream;
    }

    private static StreamGroup group(CommandContext context) {
        StreamGroup group = StreamArguments.group(stream(context), context.args(), 3);
        if (group != null) return group;
        throw new CommandError("NOGROUP No such consumer group '" + CommandError.quoted(context.args(), 3) + "' for key name '" + CommandError.quoted(context.args(), 2) + "'");
    }

    private static void setId(CommandContext context) {
        Args args = context.args();
        Options options = Options.parse(context, false);
        StreamGroup unused = group(context);
        if (args.count() != 5 && args.count() != 7) throw UnknownCommand.subcommandSyntax(args);
        StreamId id = id(context, stream(context), false);
        context.effects()
                .begin(EffectOp.XGROUP, 6)
                .arg(SETID)
                .arg(args, 2)
                .arg(args, 3)
                .arg(id.bytes())
                .arg(ENTRIESREAD)
                .arg(options.entriesRead)
                .end();
        context.reply().ok();
    }

    private static void destroy(CommandContext context) {
        Args args = context.args();
        boolean present = StreamArguments.group(stream(context), args, 3) != null;
        if (present) context.effects().begin(EffectOp.XGROUP, 3).arg(DESTROY).arg(args, 2).arg(args, 3).end();
        context.reply().integer(present);
    }

    private static void createConsumer(CommandContext context) {
        Args args = context.args();
        boolean isNew = group(context).consumer(args.copy(4)) == null;
        if (isNew) context.effects().begin(EffectOp.XGROUP, 4).arg(CREATECONSUMER).argsFrom(args, 2).end();
        context.reply().integer(isNew);
    }

    private static void deleteConsumer(CommandContext context) {
        Args args = context.args();
        StreamConsumer consumer = group(context).consumer(args.copy(4));
        if (consumer != null) context.effects().begin(EffectOp.XGROUP, 4).arg(DELCONSUMER).argsFrom(args, 2).end();
        context.reply().integer(consumer == null ? 0 : consumer.pending().size());
    }

    private static void acknowledge(CommandContext context) {
        Args args = context.args();
        StreamGroup group = StreamArguments.group(context.forWrite(1, StreamValue.class), args, 2);
        if (group == null) {
            context.reply().integer(0);
            return;
        }
        Set<StreamId> ids = new LinkedHashSet<>();
        for (int i = 3; i < args.count(); i++) ids.add(StreamArguments.strict(context, i));
        ids.removeIf(id -> group.pending(id) == null);
        StreamCommands.idEffects(context, EffectOp.XACK, 1, ids);
        context.reply().integer(ids.size());
    }
}
