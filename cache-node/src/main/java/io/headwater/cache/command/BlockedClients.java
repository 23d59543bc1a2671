package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.ValueType;
import io.headwater.cache.engine.WatchListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients that wait for keys: BLPOP and its kin. A key that comes to be, whatever made it, is noted as ready; once the command is over, and with EXEC all of its
 * commands, ready keys are served in the order in which they became so, and the clients of each in the order in which they came. What one of them takes is an entry of its
 * own, so that a transaction stays one; what that makes ready is served in a further round. These are Redis 7.0's rules.
 *
 * <p>Without blocked clients nobody listens to the keyspace, so that writes cost nothing. No thread waits: timeouts are an ordered set, and the earliest sets an alarm.
 * Owned by the writer thread.
 */
public final class BlockedClients implements WatchListener {
    private static final long NANOS_PER_MS = 1_000_000;
    /** What CLIENT UNBLOCK has a client told. */
    static final CommandError UNBLOCKED = new CommandError("UNBLOCKED client unblocked via CLIENT UNBLOCK");
    private static final CommandError STREAM_GONE = new CommandError("UNBLOCKED the stream key no longer exists");

    private record Key(int database, String name) {
        byte[] bytes() {
            return name.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final CommandExecutor executor;
    private final Keyspace keyspace;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final List<Map<String, Set<BlockedClient>>> clientsByKey = new ArrayList<>();
    private final NavigableSet<BlockedClient> byTimeout =
            new TreeSet<>(Comparator.<BlockedClient>comparingLong(client -> client.untilNanos).thenComparingLong(client -> client.session.id()));
    private Set<Key> ready = new LinkedHashSet<>();
    private LongConsumer alarm = delayNanos -> {};
    private int count;
    private boolean serving;

    BlockedClients(CommandExecutor executor, LongSupplier nanoTime) {
        this.executor = executor;
        this.keyspace = executor.server().keyspace();
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        for (int i = 0; i < keyspace.databases(); i++) clientsByKey.add(new HashMap<>());
    }

    /** Sets who calls {@link #check} after a delay in ns. */
    public void alarm(LongConsumer afterNanos) {
        alarm = afterNanos;
    }

    private long nanos() {
        return nanoTime.getAsLong() - startNanos;
    }

    /** Number of clients that wait. */
    public int count() {
        return count;
    }

    /**
     * Has the caller wait for a value of type {@code type} under any of {@code keys} arguments from {@code firstKey} on. Only if it {@link CommandContext#mayDefer}.
     *
     * @param args the command, to be kept: a copy
     * @param forGroup whether the end of the key ends the wait
     */
    void block(CommandContext context, Args args, int firstKey, int keys, ValueType type, boolean forGroup, BlockTimeout timeout, KeyServer server) {
        long waitNanos = Math.min(timeout.ms(), Long.MAX_VALUE / 4 / NANOS_PER_MS) * NANOS_PER_MS;
        long until = timeout.ms() == 0 ? BlockedClient.NEVER : nanos() + waitNanos;
        BlockedClient client = new BlockedClient(context, args, firstKey, keys, type, forGroup, timeout, until, server);
        client.session.blocked = client;
        Map<String, Set<BlockedClient>> ofDatabase = clientsByKey.get(client.session.database());
        for (String key : client.argumentByKey.keySet()) ofDatabase.computeIfAbsent(key, absent -> new LinkedHashSet<>()).add(client);
        if (until != BlockedClient.NEVER) {
            byTimeout.add(client);
            if (byTimeout.first() == client) alarm.accept(waitNanos);
        }
        count++;
        keyspace.await(this);
    }

    private void remove(BlockedClient client) {
        client.session.blocked = null;
        Map<String, Set<BlockedClient>> ofDatabase = clientsByKey.get(client.session.database());
        for (String key : client.argumentByKey.keySet()) {
            Set<BlockedClient> clients = ofDatabase.get(key);
            if (clients != null && clients.remove(client) && clients.isEmpty()) ofDatabase.remove(key);
        }
        if (client.untilNanos != BlockedClient.NEVER) byTimeout.remove(client);
        if (--count == 0) keyspace.await(null);
    }

    /** The client has gone, or another node serves it. */
    void forget(ClientSession session) {
        if (session.blocked != null) remove(session.blocked);
    }

    /** The command by which another node goes on with the client's wait; null if it does not wait for a key. */
    @Nullable List<String> commandElsewhere(ClientSession session) {
        BlockedClient client = session.blocked;
        return client == null ? null : client.elsewhere((client.untilNanos - nanos()) / NANOS_PER_MS);
    }

    /** Ends a client's wait by an operator's word, as by its timeout or with an error; false if it does not wait. */
    boolean unblock(ClientSession session, boolean withError) {
        BlockedClient client = session.blocked;
        if (client == null) return false;
        remove(client);
        if (withError) client.pending.complete(reply -> reply.error(UNBLOCKED));
        else executor.timedOut(client);
        return true;
    }

    /** Answers those whose time is over. */
    public void check() {
        long now = nanos();
        List<BlockedClient> over = new ArrayList<>();
        for (BlockedClient client : byTimeout) {
            if (client.untilNanos > now) break;
            if (!client.session.leaving) over.add(client);
        }
        for (BlockedClient client : over) {
            remove(client);
            executor.timedOut(client);
        }
        if (!byTimeout.isEmpty()) alarm.accept(Math.max(NANOS_PER_MS, byTimeout.first().untilNanos - now));
    }

    /** Another node was about to serve the client, and does not: whatever has become ready meanwhile is looked at again. */
    public void stays(ClientSession session) {
        BlockedClient client = session.blocked;
        if (client == null) return;
        for (String key : client.argumentByKey.keySet()) ready.add(new Key(session.database(), key));
        serve();
    }

    /** Serves clients whose keys the effects so far have made ready, in entries of their own; within a turn, and behind the entry that made them so. */
    public void serve() {
        if (ready.isEmpty() || serving) return;
        serving = true;
        try {
            while (!ready.isEmpty()) {
                Set<Key> round = ready;
                ready = new LinkedHashSet<>();
                for (Key key : round) serve(key);
            }
        } finally {
            serving = false;
        }
    }

    private void serve(Key key) {
        Set<BlockedClient> waiting = clientsByKey.get(key.database).get(key.name);
        if (waiting == null) return;
        byte[] name = key.bytes();
        boolean anyForGroup = waiting.stream().anyMatch(client -> client.forGroup);
        for (BlockedClient client : waiting.toArray(BlockedClient[]::new)) {
            Entry entry = keyspace.database(key.database).find(name, 0, name.length);
            ValueType type = entry == null || entry.isExpired(executor.nowMs()) ? null : entry.value().type();
            if (type == null && !anyForGroup) return;
            if (client.session.leaving) continue;
            if (type == client.type) {
                if (executor.serve(client, client.argumentByKey.getOrDefault(key.name, 0))) remove(client);
            } else if (client.forGroup) {
                remove(client);
                client.pending.complete(reply -> reply.error(STREAM_GONE));
            }
        }
    }

    @Override
    public void keyChanged(int database, byte[] key, int offset, int length) {
        Map<String, Set<BlockedClient>> ofDatabase = clientsByKey.get(database);
        if (ofDatabase.isEmpty()) return;
        String name = new String(key, offset, length, StandardCharsets.ISO_8859_1);
        Set<BlockedClient> waiting = ofDatabase.get(name);
        if (waiting == null) return;
        Entry entry = keyspace.database(database).find(key, offset, length);
        ValueType type = entry == null ? null : entry.value().type();
        for (BlockedClient client : waiting) {
            if (client.type != type && !client.forGroup) continue;
            ready.add(new Key(database, name));
            return;
        }
    }

    @Override
    public void databaseReplaced(int database, Database current, @Nullable Database replacement) {
        // What is there afterwards is looked at when the clients are served.
        for (String name : clientsByKey.get(database).keySet()) ready.add(new Key(database, name));
    }
}
