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
 * </pre>
 *
 * @param node the node's name
 * @param cluster the cluster's name
 * @param shard the node's shard
 * @param log whether the directory belongs to a log
 */
record NodeIdentity(String node, String cluster, int shard, boolean log) {
    private static final int NAME_BYTES = 20;
    private static final String VERSION = "1";

    /** A new node at a place. */
    static NodeIdentity drawn(NodePlace place, RandomGenerator random) {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        return new NodeIdentity(HexFormat.of().formatHex(name), place.cluster(), place.shard(), place.log());
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
                """
                .formatted(VERSION, node, cluster, shard, log);
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
                        Boolean.parseBoolean(required(fields, "log")));
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
