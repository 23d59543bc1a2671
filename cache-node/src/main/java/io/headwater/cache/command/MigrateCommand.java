package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.rdb.DumpPayload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * MIGRATE: RESTOREs keys in another server, and deletes them here once that has acknowledged them. Like in Redis the shard waits meanwhile, so that no write can fall between
 * the copy and the deletion; at each step no longer than the timeout.
 *
 * <p>What is logged are the DELs of acknowledged keys. A crash before they are logged leaves a key in both servers, never in none; so does an error reply.
 */
final class MigrateCommand {
    private static final CommandError KEYS = new CommandError("ERR When using MIGRATE KEYS option, the key argument must be set to the empty string");
    private static final String CONNECTING = "IOERR error or timeout connecting to the client";
    private static final long DEFAULT_TIMEOUT_MS = 1000;
    private static final int FIRST_OPTION = 6;
    private static final int MAX_PORT = 65535;

    private MigrateCommand() {}

    static void addTo(CommandTable table) {
        table.add("migrate", -6, 3, 3, 1, CommandGroup.GENERIC, "write movablekeys", MigrateCommand::execute);
    }

    /** What a call asks for; indexes of arguments, 0 where there is none. */
    private record Request(boolean copy, boolean replace, int user, int password, int firstKey, int endKey, long timeoutMs, long database) {}

    private static Request parse(CommandContext context) {
        Args args = context.args();
        boolean copy = false;
        boolean replace = false;
        int user = 0;
        int password = 0;
        int first = 3;
        int end = 4;
        for (int i = FIRST_OPTION; i < args.count(); i++) {
            int left = args.count() - 1 - i;
            if (args.is(i, "COPY")) {
                copy = true;
            } else if (args.is(i, "REPLACE")) {
                replace = true;
            } else if (args.is(i, "AUTH") && left >= 1) {
                password = ++i;
            } else if (args.is(i, "AUTH2") && left >= 2) {
                user = ++i;
                password = ++i;
            } else if (args.is(i, "KEYS")) {
                if (args.length(3) != 0) throw KEYS;
                first = i + 1;
                end = args.count();
                break;
            } else {
                throw CommandError.SYNTAX;
            }
        }
        long timeoutMs = context.longArg(5);
        long database = context.longArg(4);
        return new Request(copy, replace, user, password, first, end, timeoutMs <= 0 ? DEFAULT_TIMEOUT_MS : timeoutMs, database);
    }

    private static void execute(CommandContext context) {
        Request request = parse(context);
        List<Integer> keys = new ArrayList<>();
        ByteArrayOutputStream commands = new ByteArrayOutputStream();
        Args args = context.args();
        for (int i = request.firstKey; i < request.endKey; i++) {
            Entry entry = context.lookup(i);
            if (entry == null) continue;
            keys.add(i);
            command(commands, restore(context, request, i, entry));
        }
        if (keys.isEmpty()) {
            context.reply().simple("NOKEY");
            return;
        }
        String host = args.text(1);
        long port = args.isLong(2) ? args.toLong(2) : 0;
        if (port < 1 || port > MAX_PORT) {
            context.reply().error(CONNECTING);
            return;
        }
        PeerLink link;
        try {
            link = new PeerLink(host, (int) port, request.timeoutMs);
        } catch (ConnectException refused) {
            // Redis notices a refusal only when it writes.
            context.reply().error("IOERR error or timeout writing to target instance");
            return;
        } catch (IOException unreachable) {
            context.reply().error(CONNECTING);
            return;
        }
        try (link) {
            transfer(context, request, link, keys, commands.toByteArray());
        } catch (IOException closing) {
            // Everything was said by then.
        }
    }

    private static byte[][] restore(CommandContext context, Request request, int key, Entry entry) {
        List<byte[]> words = new ArrayList<>();
        words.add(ascii(context.server().cluster().enabled() ? "RESTORE-ASKING" : "RESTORE"));
        words.add(context.args().copy(key));
        words.add(ascii("" + (entry.hasExpiry() ? Math.max(1, entry.expireAtMs() - context.nowMs()) : 0)));
        words.add(DumpPayload.of(entry.value()));
        if (request.replace) words.add(ascii("REPLACE"));
        return words.toArray(byte[][]::new);
    }

    private static void transfer(CommandContext context, Request request, PeerLink link, List<Integer> keys, byte[] restores) {
        ReplyBuffer reply = context.reply();
        Args args = context.args();
        ByteArrayOutputStream preamble = new ByteArrayOutputStream();
        int greetings = 1;
        if (request.password > 0) {
            greetings++;
            if (request.user > 0) command(preamble, ascii("AUTH"), args.copy(request.user), args.copy(request.password));
            else command(preamble, ascii("AUTH"), args.copy(request.password));
        }
        command(preamble, ascii("SELECT"), ascii("" + request.database));
        boolean writing = true;
        try {
            link.send(preamble.toByteArray());
            writing = false;
            String refusal = null;
            for (int i = 0; i < greetings; i++) {
                String line = link.line();
                if (refusal == null && line.startsWith("-")) refusal = line;
            }
            // Sent only now: what was refused must not be written into another database, or by another user.
            if (refusal != null) {
                reply.error("ERR Target instance replied with error: " + refusal.substring(1));
                return;
            }
            writing = true;
            link.send(restores);
        } catch (IOException lost) {
            reply.error("IOERR error or timeout " + (writing ? "writing" : "reading") + " to target instance");
            return;
        }
        String refusal = null;
        try {
            for (int key : keys) {
                String line = link.line();
                if (line.startsWith("-")) refusal = refusal == null ? line : refusal;
                else if (!request.copy && !isRepeated(args, request.firstKey, key)) context.effects().add(EffectOp.DEL, args, key);
            }
        } catch (IOException lost) {
            // Those that were acknowledged have moved all the same.
            reply.error("IOERR error or timeout reading to target instance");
            return;
        }
        if (refusal == null) reply.ok();
        else reply.error("ERR Target instance replied with error: " + refusal.substring(1));
    }

    private static boolean isRepeated(Args args, int first, int key) {
        for (int before = first; before < key; before++) {
            if (args.sameBytes(before, key)) return true;
        }
        return false;
    }

    private static void command(ByteArrayOutputStream out, byte[]... words) {
        out.writeBytes(ascii("*" + words.length + "\r\n"));
        for (byte[] word : words) {
            out.writeBytes(ascii("$" + word.length + "\r\n"));
            out.writeBytes(word);
            out.writeBytes(ascii("\r\n"));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
