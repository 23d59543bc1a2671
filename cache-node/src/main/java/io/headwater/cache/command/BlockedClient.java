package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client that waits for one of several keys, and the command in which it does. Owned by the writer thread. */
final class BlockedClient {
    /** Of one that waits for ever. */
    static final long NEVER = Long.MAX_VALUE;

    final ClientSession session;
    final PendingReply pending;
    final CommandSpec spec;
    /** The command's arguments, a copy. */
    final Args args;
    /** The keys by name, each with the index of the first argument that names it. */
    final Map<String, Integer> argumentByKey = new LinkedHashMap<>();

    final ValueType type;
    /** Whether it reads for a consumer group: then it must hear of the key's end, too. */
    final boolean forGroup;

    final KeyServer server;
    final BlockTimeout timeout;
    /** On the scale of {@link BlockedClients}; {@link #NEVER}: without a timeout. */
    final long untilNanos;

    BlockedClient(CommandContext context, Args args, int firstKey, int keys, ValueType type, boolean forGroup, BlockTimeout timeout, long untilNanos, KeyServer server) {
        this.session = context.session();
        this.pending = context.defer(ReplyKind.READ);
        this.spec = context.spec();
        this.args = args;
        this.type = type;
        this.forGroup = forGroup;
        this.timeout = timeout;
        this.untilNanos = untilNanos;
        this.server = server;
        for (int i = firstKey; i < firstKey + keys; i++) argumentByKey.putIfAbsent(args.text(i), i);
    }

    /** The command by which another node goes on with the wait. */
    List<String> elsewhere(long leftMs) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < args.count(); i++) words.add(i == timeout.at() ? timeout.argument(leftMs) : args.text(i));
        return words;
    }
}
