package io.headwater.cache.node;

import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Properties;
import java.util.random.RandomGenerator;

/**
 * Whose directory this is. Written once, at the first start; a later start must agree.
 *
 * <pre>
 * # Headwater: whose directory this is. Do not edit.
 * version=1
 * node=5f0c3e...    40 hexadecimal digits, drawn at the first start
 * cluster=headwater
 * shard=0
 * log=true          whether the binlog streams through a log
 * home=131:1795..   which directory that was: inode and birth of its file "lock", which a copy has not
 * was=77ab01...     the node that wrote it before it was copied or moved; absent in most
 * </pre>
 *
 * <p>A copy becomes a node of its own: two processes of one name would each take the other's epoch for their own and depose each other for ever.
 *
 * @param node the node's name
 * @param cluster the cluster's name
 * @param shard the node's shard
 * @param log whether the directory belongs to a log
 * @param home which directory it was written in; empty if that was never recorded
 * @param was the name of the node that the directory was copied or moved from; empty if it was not
 */
record NodeIdentity(String node, String cluster, int shard, boolean log, String home, String was) {
    private static final int NAME_BYTES = 20;
    private static final String VERSION = "1";

    /** A new node at a place. */
    static NodeIdentity drawn(NodePlace place, String home, RandomGenerator random) {
        return new NodeIdentity(drawName(random), place.cluster(), place.shard(), place.log(), home, "");
    }

    private static String drawName(RandomGenerator random) {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        return HexFormat.of().formatHex(name);
    }

    /** The identity of the same directory at home here: this one, or a new node's if it was copied or moved. */
    NodeIdentity at(String here, RandomGenerator random) {
        if (home.equals(here)) return this;
        return home.isEmpty()
                ? new NodeIdentity(node, cluster, shard, log, here, was)
                : new NodeIdentity(drawName(random), cluster, shard, log, here, node);
    }

    /** The file's text. */
    String text() {
        return """
                # Headwater: whose directory this is. Do not edit.
                version=%s
                node=%s
                cluster=%s
                shard=%d
                log=%b
                home=%s
                was=%s
                """
                .formatted(VERSION, node, cluster, shard, log, home, was);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws HeadwaterException if it is something else
     */
    static NodeIdentity parse(String text, Path file) {
        Properties fields = new Properties();
        try {
            fields.load(new StringReader(text));
            if (VERSION.equals(fields.getProperty("version"))) {
                return new NodeIdentity(
                        required(fields, "node"),
                        required(fields, "cluster"),
                        Integer.parseInt(required(fields, "shard")),
                        Boolean.parseBoolean(required(fields, "log")),
                        fields.getProperty("home", ""),
                        fields.getProperty("was", ""));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(file, e);
        }
        throw damaged(file, null);
    }

    private static String required(Properties fields, String name) {
        String value = fields.getProperty(name);
        if (value == null) throw new IllegalArgumentException("no field " + name);
        return value;
    }

    private static HeadwaterException damaged(Path file, @org.jspecify.annotations.Nullable Exception cause) {
        String message = file + " is damaged or was written by a newer version";
        String hint = "restore the file, or move the directory away and start with an empty one";
        return cause == null
                ? new HeadwaterException(message, hint, HeadwaterException.EXIT_CORRUPT)
                : new HeadwaterException(message, hint, HeadwaterException.EXIT_CORRUPT, cause);
    }

    /**
     * Checks that the directory is the place's.
     *
     * @throws HeadwaterException if it is not
     */
    void require(NodePlace place, Path directory) {
        if (log != place.log()) {
            throw foreign(
                    directory + (log ? " belongs to a log, and this start has none" : " has never streamed through a log"),
                    log
                            ? "start it with the --kafka and --registry that it had, or use another --dir"
                            : "start it without --kafka, or use another --dir and load the data through a client");
        }
        if (!cluster.equals(place.cluster())) {
            throw foreign(directory + " belongs to the cluster '" + cluster + "', not to '" + place.cluster() + "'", "use --cluster " + cluster + " or another --dir");
        }
        if (shard != place.shard()) {
            throw foreign(directory + " belongs to shard " + shard + ", not to " + place.shard(), "use --shard " + shard + " or another --dir");
        }
    }

    private static HeadwaterException foreign(String message, String hint) {
        return new HeadwaterException(message, hint, HeadwaterException.EXIT_FENCED);
    }
}
