package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's session on its way from the node that served it to the one that does from now on: as commands that the former sends and the latter executes.
 *
 * <pre>
 * HEADWATER.SESSION BEGIN database protocol name durability library-name library-version [READONLY] [NO-EVICT]
 * HEADWATER.SESSION WROTE lsn
 * HEADWATER.STALENESS ms
 * SUBSCRIBE ... | PSUBSCRIBE ... | SSUBSCRIBE ... | MULTI and what was queued
 * HEADWATER.SESSION END reply-mode [DIRTY] [ABORTED]
 * WAIT ... | WAITAOF ... | HEADWATER.AFTER ...
 * </pre>
 *
 * A node that does not lead yet waits with all of it until it does. The end of the session is answered, with {@code +OK}, and nothing before it; the reply to
 * the command behind it, in which the client had been waiting, is the client's. DIRTY is the session of a client that had watched keys: its EXEC yields nil, as if one of them had changed.
 */
final class SessionCommand {
    static final String NAME = "headwater.session";

    /** The node's own durability. */
    private static final String DEFAULT = "default";

    private static final int BEGIN_WORDS = 8;

    private SessionCommand() {}

    static void addTo(CommandTable table) {
        table.add(NAME, -3, 0, 0, 0, CommandGroup.CONNECTION, "admin noscript loading stale", SessionCommand::execute);
    }

    private static void execute(CommandContext context) {
        Args args = context.args();
        ClientSession session = context.session();
        if (args.is(1, "BEGIN") && args.count() >= BEGIN_WORDS && !session.inTransaction()) begin(context, args);
        else if (!session.adopting) throw CommandError.SYNTAX;
        else if (args.is(1, "END")) end(context, args);
        else if (args.is(1, "WROTE")) session.lastWriteLsn = context.longArg(2, 0, Long.MAX_VALUE, CommandError.SYNTAX);
        else throw CommandError.SYNTAX;
    }

    private static void begin(CommandContext context, Args args) {
        ClientSession session = context.session();
        int database = KeyCommands.database(context, 2);
        long protocol = context.longArg(3, 2, 3, CommandError.SYNTAX);
        session.adopting = true;
        session.database(database);
        session.protocol((int) protocol);
        ClientName.check(args, 4);
        session.name(args.text(4));
        context.executor().levels().choose(session, durability(args.text(5)));
        session.libraryName = args.text(6);
        session.libraryVersion = args.text(7);
        session.readOnly = has(args, BEGIN_WORDS, "READONLY");
        session.noEvict = has(args, BEGIN_WORDS, "NO-EVICT");
        if (!context.server().role().isPrimary()) context.executor().adoptions().add(context.defer());
    }

    private static void end(CommandContext context, Args args) {
        ClientSession session = context.session();
        session.replyMode = mode(args);
        if (has(args, 3, "DIRTY")) session.watched = WatchedKeys.changedAlready();
        Transaction transaction = session.transaction;
        if (transaction != null && has(args, 3, "ABORTED")) transaction.aborted = true;
        session.adopting = false;
        context.reply().ok();
    }

    private static @Nullable Durability durability(String name) {
        if (name.equals(DEFAULT)) return null;
        try {
            return Durability.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw CommandError.SYNTAX;
        }
    }

    private static ClientSession.ReplyMode mode(Args args) {
        for (ClientSession.ReplyMode mode : ClientSession.ReplyMode.values()) {
            if (args.is(2, mode.name())) return mode;
        }
        throw CommandError.SYNTAX;
    }

    private static boolean has(Args args, int from, String word) {
        for (int i = from; i < args.count(); i++) {
            if (args.is(i, word)) return true;
        }
        return false;
    }

    /**
     * The commands that rebuild this session elsewhere.
     *
     * @param wait the command in which the client waits, with what is left of its timeout
     */
    static byte[] preamble(ClientSession session, @Nullable List<String> wait) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> begin = new ArrayList<>(List.of(
                NAME,
                "BEGIN",
                Integer.toString(session.database()),
                Integer.toString(session.protocol()),
                session.name(),
                session.durability == null ? DEFAULT : session.durability.name(),
                session.libraryName,
                session.libraryVersion));
        if (session.readOnly) begin.add("READONLY");
        if (session.noEvict) begin.add("NO-EVICT");
        write(out, begin);
        if (session.lastWriteLsn > 0) write(out, List.of(NAME, "WROTE", "" + session.lastWriteLsn));
        if (session.maxStalenessMs != ClientSession.ANY_STALENESS) write(out, List.of("HEADWATER.STALENESS", "" + session.maxStalenessMs));
        Subscriptions subscriptions = session.subscriptions;
        if (subscriptions != null) {
            writeAll(out, "SUBSCRIBE", subscriptions.channels);
            writeAll(out, "PSUBSCRIBE", subscriptions.patterns);
            writeAll(out, "SSUBSCRIBE", subscriptions.shardChannels);
        }
        boolean skips = wait != null && session.silentWait && session.replyMode == ClientSession.ReplyMode.ON;
        ClientSession.ReplyMode mode = skips ? ClientSession.ReplyMode.SKIP : session.replyMode;
        List<String> end = new ArrayList<>(List.of(NAME, "END", mode.name()));
        if (session.watched != null) end.add("DIRTY");
        Transaction transaction = session.transaction;
        if (transaction != null) {
            write(out, List.of("MULTI"));
            for (Transaction.Queued queued : transaction.commands) write(out, queued.args());
            if (transaction.aborted) end.add("ABORTED");
        }
        write(out, end);
        if (wait != null) write(out, wait);
        return out.toByteArray();
    }

    private static void writeAll(ByteArrayOutputStream out, String command, Iterable<String> names) {
        for (String name : names) write(out, List.of(command, name));
    }

    private static void write(ByteArrayOutputStream out, List<String> words) {
        out.writeBytes(ascii("*" + words.size() + "\r\n"));
        for (String word : words) {
            out.writeBytes(ascii("$" + word.length() + "\r\n" + word + "\r\n"));
        }
    }

    private static void write(ByteArrayOutputStream out, Args args) {
        out.writeBytes(ascii("*" + args.count() + "\r\n"));
        for (int i = 0; i < args.count(); i++) {
            out.writeBytes(ascii("$" + args.length(i) + "\r\n"));
            out.write(args.bytes(), args.offset(i), args.length(i));
            out.writeBytes(ascii("\r\n"));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
