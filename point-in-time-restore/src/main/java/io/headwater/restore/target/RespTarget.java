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
    private final Map<String, TargetNode> nodeByAddress = new LinkedHashMap<>();
    private final TargetNode[] nodeBySlot = new TargetNode[Slots.COUNT];
    private final boolean cluster;
    private final WriteProgress progress = new WriteProgress();
    private WriteRule rule = WriteRule.PLAIN;
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
        try {
            cluster = learn(host, port, user, password);
        } catch (IOException e) {
            close();
            throw failed(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private RespConnection open(String host, int port, @Nullable String user, @Nullable String password) {
        RespConnection connection = RespConnection.open(host, port);
        try {
            RespReply answer = password == null
                    ? connection.call("PING")
                    : user == null ? connection.call("AUTH", password) : connection.call("AUTH", user, password);
            if (answer instanceof RespReply.Failure failure) {
                throw new HeadwaterException(
                        connection.address() + " refuses this client: " + failure.text(),
                        "give its password as redis://[USER]:PASSWORD@HOST:PORT, or in the environment variable HEADWATER_TARGET_PASSWORD",
                        HeadwaterException.EXIT_UNAVAILABLE);
            }
            return connection;
        } catch (IOException e) {
            connection.close();
            throw failed(e);
        } catch (HeadwaterException refused) {
            connection.close();
            throw refused;
        }
    }

    /** Connects to every primary of a cluster, or to the single server that this is; true for a cluster. */
    private boolean learn(String host, int port, @Nullable String user, @Nullable String password) throws IOException {
        RespConnection entry = open(host, port, user, password);
        if (!(entry.call("CLUSTER", "SLOTS") instanceof RespReply.Array slots)) {
            nodeByAddress.put(entry.address(), new TargetNode(entry, false, progress));
            return false;
        }
        entry.close(); // it may be a replica, or known by another name
        if (slots.elements().isEmpty()) {
            throw new IOException("the cluster's slots are assigned to nobody");
        }
        for (RespReply range : slots.elements()) {
            List<RespReply> parts = ((RespReply.Array) range).elements();
            List<RespReply> primary = ((RespReply.Array) parts.get(2)).elements();
            String named = primary.get(0) instanceof RespReply.Bulk bulk && bulk.text() != null ? bulk.text() : "";
            String at = named.isEmpty() || named.equals("?") ? host : named;
            int atPort = (int) number(primary.get(1));
            TargetNode node = nodeByAddress.get(at + ":" + atPort);
            if (node == null) {
                node = new TargetNode(open(at, atPort, user, password), true, progress);
                nodeByAddress.put(node.connection().address(), node);
            }
            for (long slot = number(parts.get(0)); slot <= number(parts.get(1)); slot++) {
                nodeBySlot[(int) slot] = node;
            }
        }
        for (TargetNode node : nodeBySlot) {
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
            for (TargetNode node : nodeByAddress.values()) {
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

    /** What a record of ours in database 0 says; null if there is none. */
    public @Nullable String record(String key) {
        try {
            return nodeOf(key).connection().call("GET", key) instanceof RespReply.Bulk bulk ? bulk.text() : null;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Reads everything into an empty keyspace, key by key.
     *
     * @param progress called now and then with the number of keys that one node has given so far
     * @throws HeadwaterException if a node does not give it
     */
    public void read(Keyspace into, LongConsumer progress) {
        try {
            for (TargetNode node : nodeByAddress.values()) {
                new TargetReader(node.connection(), into, progress).read(cluster);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Begins to write: from here on {@link #write} follows the rule, and the record is there.
     *
     * @param keys how many there will be
     * @param empty whether every key goes first; in a single server in the same moment as the record is set
     * @throws HeadwaterException if a node refuses
     */
    public void begin(WriteRule next, long keys, boolean empty) {
        rule = next;
        progress.total(keys);
        try {
            for (TargetNode node : nodeByAddress.values()) {
                node.rule(next);
                require(node.connection().call("MULTI"), "MULTI");
                if (empty) {
                    require(node.connection().call("FLUSHALL"), "FLUSHALL");
                }
                if (next.record() != null && node == nodeOf(next.record())) {
                    require(node.connection().call("SET", next.record(), next.text() + ": none of " + keys + " keys yet"), "SET");
                } else {
                    require(node.connection().call("PING"), "PING");
                }
                require(node.connection().call("EXEC"), "EXEC");
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Ends the writing: everything is carried out, and the record is gone. */
    public void end() {
        String record = rule.record();
        if (record == null) {
            return;
        }
        try {
            require(nodeOf(record).connection().call("DEL", record), "DEL");
        } catch (IOException e) {
            throw halfway(e);
        }
    }

    private TargetNode nodeOf(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return cluster ? nodeBySlot[Slots.of(bytes, 0, bytes.length)] : nodeByAddress.values().iterator().next();
    }

    private static void require(RespReply reply, String command) throws IOException {
        if (reply instanceof RespReply.Failure failure) {
            throw new IOException("'" + failure.text() + "' was the answer to " + command);
        }
    }

    /** How far it has come; any thread. */
    public WriteProgress progress() {
        return progress;
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
     * @param report called now and then with the number of keys sent so far, over all calls
     * @throws HeadwaterException at the first refusal; says how much was written
     */
    public void write(Keyspace keyspace, long toMs, LongConsumer report) {
        try {
            for (int i = 0; i < keyspace.databases(); i++) {
                Database database = keyspace.database(i);
                if (database.size() > 0) {
                    for (TargetNode node : nodeByAddress.values()) {
                        node.select(i);
                    }
                    database.forEach(entry -> send(entry, toMs, report));
                }
            }
            for (TargetNode node : nodeByAddress.values()) {
                node.settle();
                node.select(0);
            }
        } catch (IOException e) {
            throw halfway(e);
        } catch (UncheckedIOException e) {
            throw halfway(Objects.requireNonNull(e.getCause()));
        }
    }

    private void send(Entry entry, long toMs, LongConsumer report) {
        if (entry.isExpired(toMs)) {
            return;
        }
        byte[] key = entry.key();
        int slot = cluster ? Slots.of(key, 0, key.length) : 0;
        TargetNode node = cluster ? nodeBySlot[slot] : nodeByAddress.values().iterator().next();
        try {
            node.write(entry, slot);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if ((++keysSent & 0x3ff) == 0) {
            report.accept(keysSent);
        }
    }

    /** Bytes of all commands so far. */
    public long bytesOut() {
        return nodeByAddress.values().stream().mapToLong(node -> node.connection().bytesOut()).sum();
    }

    private HeadwaterException halfway(IOException e) {
        return new HeadwaterException(
                "the restore into " + url + " stopped halfway: " + e.getMessage() + "; " + progress
                        + "; of those behind it each is there as a whole or not at all",
                rule.onto() == WriteRule.Onto.SKIP
                        ? "mend the server and run the same command again: it writes what is still absent"
                        : "mend the server and run the same command again: it writes every key anew; FLUSHALL removes what is there",
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
