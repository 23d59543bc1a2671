package io.headwater.restore.inplace;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.digest.KeyDigest;
import io.headwater.restore.diff.ValueEquality;
import io.headwater.restore.inplace.Outcome.Conflict;
import io.headwater.restore.target.KeyCommands;
import io.headwater.restore.target.RespConnection;
import io.headwater.restore.target.RespReply;
import io.headwater.restore.target.RespTransactions;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Slots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes differences through a shard's primary, as an ordinary client at level {@code log}: what it has acknowledged is in the log, and replicas, regions and backups follow.
 *
 * <pre>
 * WATCH the keys of a group -> HEADWATER.DIGEST: does each still hold what it held? -> MULTI, those that do, EXEC
 * </pre>
 *
 * So nobody's later write is lost: a key that changed is left alone, one that changes between the look and EXEC makes the group be looked at again. A key that holds
 * already what it is to hold needs nothing, so that a rerun goes on where an earlier one ended. One thread.
 */
public final class PrimaryWriter implements AutoCloseable {
    private static final int GROUP_KEYS = 128;
    private static final int GROUP_BYTES = 1 << 20;
    private static final int ATTEMPTS = 5;
    private static final int ANY_SLOT = -1;

    private final RespConnection connection;
    private final boolean sharded;
    private final boolean force;
    private final Outcome outcome;
    private final KeyCommands commands = new KeyCommands();
    private final KeyDigest digest = new KeyDigest();
    private int database;

    /**
     * Connects.
     *
     * @param sharded whether a transaction may only touch keys of one slot
     * @param force whether keys that changed since are written all the same
     * @throws HeadwaterException if the primary cannot be reached, or is none
     */
    public PrimaryWriter(String host, int port, boolean sharded, boolean force, Outcome outcome) {
        this.connection = RespConnection.open(host, port);
        this.sharded = sharded;
        this.force = force;
        this.outcome = outcome;
        try {
            call("CLIENT", "SETNAME", "headwater-restore");
            RespReply level = connection.call("HEADWATER.DURABILITY", "log");
            if (level instanceof RespReply.Failure failure && !failure.text().contains("has no log")) {
                require(level, "HEADWATER.DURABILITY");
            }
        } catch (IOException e) {
            connection.close();
            throw failed(e);
        }
    }

    /** Writes a marker, a named point for restores, into the shard's log. */
    public void marker(String name) {
        try {
            call("HEADWATER.MARKER", name);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Writes the differences.
     *
     * @throws HeadwaterException if the primary refuses or goes away; the outcome says what was written
     */
    public void write(List<Difference> differences) {
        try {
            List<Difference> group = new ArrayList<>();
            int slot = ANY_SLOT;
            for (Difference next : differences) {
                int nextSlot = sharded ? Slots.of(next.key(), 0, next.key().length) : ANY_SLOT;
                if (!group.isEmpty() && (group.size() == GROUP_KEYS || nextSlot != slot || group.getFirst().database() != next.database())) {
                    write(group, 0);
                    group.clear();
                }
                slot = nextSlot;
                group.add(next);
            }
            write(group, 0);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes a group, in several transactions if it is large. */
    private void write(List<Difference> group, int attempt) throws IOException {
        if (group.isEmpty()) {
            return;
        }
        select(group.getFirst().database());
        List<Difference> due = due(group, attempt);
        RespTransactions transaction = new RespTransactions(connection);
        int from = 0;
        while (from < due.size()) {
            transaction.beginTransaction();
            int to = from;
            while (to < due.size() && (to == from || transaction.bytes() < GROUP_BYTES)) {
                change(due.get(to++), transaction);
            }
            boolean[] done = {false};
            transaction.commit(replies -> done[0] = carriedOut(replies));
            transaction.settle();
            if (!done[0]) {
                write(List.copyOf(due.subList(from, due.size())), attempt + 1); // somebody was quicker: look again
                return;
            }
            outcome.written(to - from);
            from = to;
            if (from < due.size()) {
                due = due(due.subList(from, due.size()), attempt); // EXEC has ended the watch
                from = 0;
            }
        }
        call("UNWATCH");
    }

    private boolean carriedOut(@Nullable List<RespReply> replies) throws IOException {
        if (replies == null) {
            return false;
        }
        for (RespReply reply : replies) {
            if (reply instanceof RespReply.Failure failure) {
                throw new IOException(connection.address() + " answered '" + failure.text() + "'");
            }
        }
        return true;
    }

    /** Watches the keys, and returns those that still hold what they held when the differences were computed. */
    private List<Difference> due(List<Difference> group, int attempt) throws IOException {
        List<String> now = watchAndLook(group);
        List<Difference> due = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            Difference next = group.get(i);
            String holds = now.get(i);
            String wanted = next.after() == null ? "" : digest.of(next.database(), next.key(), next.after(), next.afterExpireAtMs());
            if (holds.equals(wanted)) {
                outcome.already(1);
            } else if (attempt < ATTEMPTS && (force || holds.equals(held(next)) || hasExpired(next, holds))) {
                due.add(next);
            } else {
                outcome.conflict(next.key(), kind(next, holds));
            }
        }
        return due;
    }

    private static Conflict kind(Difference next, String holds) {
        return holds.isEmpty() ? Conflict.REMOVED : next.before() == null ? Conflict.APPEARED : Conflict.CHANGED;
    }

    private String held(Difference next) {
        return next.before() == null ? "" : digest.of(next.database(), next.key(), next.before(), next.beforeExpireAtMs());
    }

    /** Whether the key went by itself since. */
    private static boolean hasExpired(Difference next, String holds) {
        return holds.isEmpty() && next.beforeExpireAtMs() != Entry.NO_EXPIRY && next.beforeExpireAtMs() < System.currentTimeMillis();
    }

    /** The digest of each key; empty if it is not there. */
    private List<String> watchAndLook(List<Difference> group) throws IOException {
        for (String command : List.of("WATCH", "HEADWATER.DIGEST")) {
            connection.begin(group.size() + 1);
            connection.argument(command.getBytes(StandardCharsets.US_ASCII));
            for (Difference next : group) {
                connection.argument(next.key());
            }
        }
        connection.flush();
        require(connection.read(), "WATCH");
        RespReply reply = require(connection.read(), "HEADWATER.DIGEST");
        List<String> digests = new ArrayList<>();
        for (RespReply one : ((RespReply.Array) reply).elements()) {
            digests.add(one instanceof RespReply.Bulk bulk && bulk.text() != null ? bulk.text() : "");
        }
        return digests;
    }

    private void change(Difference next, RespTransactions to) throws IOException {
        byte[] key = next.key();
        if (next.after() == null) {
            KeyCommands.simple("DEL", to, key);
        } else if (!force && next.before() != null && ValueEquality.equal(next.before(), next.after())) {
            if (next.afterExpireAtMs() == Entry.NO_EXPIRY) {
                KeyCommands.simple("PERSIST", to, key);
            } else {
                KeyCommands.expireAt(key, next.afterExpireAtMs(), to);
            }
        } else {
            KeyCommands.simple("DEL", to, key);
            commands.send(key, next.after(), next.afterExpireAtMs(), to);
        }
    }

    private void select(int index) throws IOException {
        if (index != database) {
            call("SELECT", Integer.toString(index));
            database = index;
        }
    }

    private RespReply call(String... command) throws IOException {
        return require(connection.call(command), command[0]);
    }

    private RespReply require(RespReply reply, String command) throws IOException {
        if (reply instanceof RespReply.Failure failure) {
            throw new IOException("'" + failure.text() + "' was the answer to " + command);
        }
        return reply;
    }

    private HeadwaterException failed(IOException e) {
        return new HeadwaterException(
                "the restore in place stopped at the primary " + connection.address() + ": " + e.getMessage() + "; " + outcome.written()
                        + " keys were written before, each as a whole",
                "run the same command again: it goes on with what still differs",
                HeadwaterException.EXIT_UNAVAILABLE,
                e);
    }

    /** Bytes of all commands so far. */
    public long bytesOut() {
        return connection.bytesOut();
    }

    @Override
    public void close() {
        connection.close();
    }
}
