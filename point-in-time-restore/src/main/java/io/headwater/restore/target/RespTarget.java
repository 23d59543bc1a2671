package io.headwater.restore.target;

import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Keyspace;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Slots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A running server or cluster that a keyspace is written into: Redis, Headwater, or what speaks like them. In a cluster every key goes to the node that CLUSTER
 * SLOTS names. One thread.
 */
public final class RespTarget implements AutoCloseable {
    /** Databases to look at before the server itself says that there are no more. */
    private static final int MAX_DATABASES = 100_000;

    private final String url;
    private final Map<String, RespPipeline> nodeByAddress = new LinkedHashMap<>();
    private final RespPipeline[] nodeBySlot = new RespPipeline[Slots.COUNT];
    private final boolean cluster;
    private final KeyCommands commands = new KeyCommands();
    private long keysSent;

    /**
     * Connects, and learns whether it is a cluster.
     *
     * @param user null for the default user
     * @param password null if none is needed
     * @throws HeadwaterException if the server cannot be reached or refuses
     */
    public RespTarget(String host, int port, @Nullable String user, @Nullable String password) {
        url = "redis://" + host + ":" + port;
        RespPipeline first = connect(host, port, user, password);
        try {
            cluster = first.connection().call("CLUSTER", "SLOTS") instanceof RespReply.Array slots
                    && learn(slots, host, user, password);
        } catch (IOException e) {
            close();
            throw failed(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private RespPipeline connect(String host, int port, @Nullable String user, @Nullable String password) {
        RespPipeline known = nodeByAddress.get(host + ":" + port);
        if (known != null) {
            return known;
        }
        RespConnection connection = RespConnection.open(host, port);
        RespPipeline node = new RespPipeline(connection);
        nodeByAddress.put(connection.address(), node);
        try {
            RespReply answer = password == null
                    ? connection.call("PING")
                    : user == null ? connection.call("AUTH", password) : connection.call("AUTH", user, password);
            if (answer instanceof RespReply.Failure failure) {
                throw new HeadwaterException(
                        connection.address() + " refuses this client: " + failure.text(),
                        "give the server's password",
                        HeadwaterException.EXIT_UNAVAILABLE);
            }
            return node;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Connects to every primary; false if this is a single server after all. */
    private boolean learn(RespReply.Array slots, String host, @Nullable String user, @Nullable String password) throws IOException {
        if (slots.elements().isEmpty()) {
            throw new IOException("the cluster's slots are assigned to nobody");
        }
        RespPipeline entry = nodeByAddress.values().iterator().next();
        boolean entryServes = false;
        for (RespReply range : slots.elements()) {
            List<RespReply> parts = ((RespReply.Array) range).elements();
            List<RespReply> primary = ((RespReply.Array) parts.get(2)).elements();
            String named = primary.get(0) instanceof RespReply.Bulk bulk && bulk.text() != null ? bulk.text() : "";
            RespPipeline node = connect(named.isEmpty() || named.equals("?") ? host : named, (int) number(primary.get(1)), user, password);
            entryServes |= node == entry;
            for (long slot = number(parts.get(0)); slot <= number(parts.get(1)); slot++) {
                nodeBySlot[(int) slot] = node;
            }
        }
        if (!entryServes) {
            nodeByAddress.values().remove(entry); // a replica, or another name of a primary that is there already
            entry.connection().close();
        }
        for (RespPipeline node : nodeBySlot) {
            if (node == null) {
                throw new IOException("the cluster does not serve all slots");
            }
        }
        return true;
    }

    private static long number(RespReply reply) throws IOException {
        if (reply instanceof RespReply.Number number) {
            return number.value();
        }
        throw new IOException("CLUSTER SLOTS holds " + reply + " where a number belongs");
    }

    /** How a person would name the target. */
    public String url() {
        return url;
    }

    /**
     * Keys in all databases of all nodes.
     *
     * @throws HeadwaterException if a node does not say
     */
    public long keys() {
        long keys = 0;
        try {
            for (RespPipeline node : nodeByAddress.values()) {
                keys += cluster ? size(node.connection()) : sizeOfAll(node.connection());
            }
            return keys;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static long sizeOfAll(RespConnection node) throws IOException {
        long keys = 0;
        for (int database = 0; database < MAX_DATABASES; database++) {
            if (node.call("SELECT", Integer.toString(database)) instanceof RespReply.Failure failure) {
                if (database == 0) {
                    throw new IOException("SELECT 0 was refused: " + failure.text());
                }
                break;
            }
            keys += size(node);
        }
        node.call("SELECT", "0");
        return keys;
    }

    private static long size(RespConnection node) throws IOException {
        RespReply size = node.call("DBSIZE");
        if (size instanceof RespReply.Number number) {
            return number.value();
        }
        throw new IOException("DBSIZE was answered with " + size);
    }

    /**
     * Reads everything into an empty keyspace, key by key.
     *
     * @param progress called now and then with the number of keys that one node has given so far
     * @throws HeadwaterException if a node does not give it
     */
    public void read(Keyspace into, LongConsumer progress) {
        try {
            for (RespPipeline node : nodeByAddress.values()) {
                new TargetReader(node.connection(), into, progress).read(cluster);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Removes every key.
     *
     * @throws HeadwaterException if a node refuses
     */
    public void flush() {
        try {
            for (RespPipeline node : nodeByAddress.values()) {
                if (node.connection().call("FLUSHALL") instanceof RespReply.Failure failure) {
                    throw new IOException(node.connection().address() + " answered '" + failure.text() + "' to FLUSHALL");
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Refuses what this target cannot hold, before anything is written.
     *
     * @throws HeadwaterException if a cluster is to take keys outside database 0
     */
    public void requireRoomFor(Keyspace keyspace) {
        for (int i = 1; cluster && i < keyspace.databases(); i++) {
            if (keyspace.database(i).size() > 0) {
                throw new HeadwaterException(
                        "there are keys in database " + i + ", and the cluster at " + url + " has only database 0",
                        "restore into a single server, or to an RDB file",
                        HeadwaterException.EXIT_USAGE);
            }
        }
    }

    /**
     * Writes every key that is not expired at a time, and returns when the servers have taken them all.
     *
     * @param progress called now and then with the number of keys sent so far, over all calls
     * @throws HeadwaterException at the first refusal; says how much was written
     */
    public void write(Keyspace keyspace, long toMs, LongConsumer progress) {
        try {
            for (int i = 0; i < keyspace.databases(); i++) {
                Database database = keyspace.database(i);
                if (database.size() > 0) {
                    select(i);
                    database.forEach(entry -> send(entry, toMs, progress));
                }
            }
            for (RespPipeline node : nodeByAddress.values()) {
                node.drain();
            }
        } catch (IOException e) {
            throw halfway(e);
        } catch (UncheckedIOException e) {
            throw halfway(Objects.requireNonNull(e.getCause()));
        }
    }

    private void select(int database) throws IOException {
        if (cluster) {
            return;
        }
        byte[] number = Integer.toString(database).getBytes(StandardCharsets.US_ASCII);
        for (RespPipeline node : nodeByAddress.values()) {
            node.begin("SELECT", number, 2).argument(number);
            node.drain(); // its refusal must be known before keys follow
        }
    }

    private void send(Entry entry, long toMs, LongConsumer progress) {
        if (entry.isExpired(toMs)) {
            return;
        }
        byte[] key = entry.key();
        RespPipeline node = cluster
                ? nodeBySlot[Slots.of(key, 0, key.length)]
                : nodeByAddress.values().iterator().next();
        try {
            commands.send(entry, node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if ((++keysSent & 0x3ff) == 0) {
            progress.accept(keysSent);
        }
    }

    /** Bytes of all commands so far. */
    public long bytesOut() {
        return nodeByAddress.values().stream().mapToLong(node -> node.connection().bytesOut()).sum();
    }

    private HeadwaterException halfway(IOException e) {
        long acknowledged = nodeByAddress.values().stream().mapToLong(RespPipeline::acknowledged).sum();
        return new HeadwaterException(
                "the restore into " + url + " stopped halfway: " + e.getMessage() + "; " + keysSent + " keys were sent and "
                        + acknowledged + " commands were carried out before",
                "mend the server, then run the command again with --replace",
                HeadwaterException.EXIT_UNAVAILABLE,
                e);
    }

    private HeadwaterException failed(IOException e) {
        return new HeadwaterException(
                "the server at " + url + " cannot be used: " + e.getMessage(),
                "nothing was written; check the server and --target",
                HeadwaterException.EXIT_UNAVAILABLE,
                e);
    }

    @Override
    public void close() {
        nodeByAddress.values().forEach(node -> node.connection().close());
    }
}
