package io.headwater.hub.up;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What {@code headwater up} has started, kept in {@code DIR/headwater.properties}; the other commands take their
 * defaults from it. The file says where things listened last: they may have stopped since.
 *
 * @param cluster the cluster's name
 * @param shards number of shards; fixed when the directory was made
 * @param standbys standbys per shard at the last start
 * @param replicas replicas per shard at the last start
 * @param kafka Kafka's bootstrap address
 * @param controllerPort port of the own broker's controller; 0 when Kafka is somebody else's
 * @param registry URL of the registry's Confluent-compatible API
 * @param ownRegistry whether {@code up} starts the registry
 * @param archive URL of the archive, absolute
 * @param leaseMs a primary's lease; fixed when the directory was made, since the nodes of a shard remember what they agreed on. 0: what a node takes by itself
 * @param nodes where the nodes listen
 */
public record UpState(
        String cluster,
        int shards,
        int standbys,
        int replicas,
        String kafka,
        int controllerPort,
        String registry,
        boolean ownRegistry,
        String archive,
        int leaseMs,
        List<NodeAddress> nodes) {

    /** A node: its name as in {@link PortPlan.Node#name()} and {@code host:port}. */
    public record NodeAddress(String name, String address) {}

    /** The file's name in the directory. */
    public static final String FILE = "headwater.properties";

    private static final String NODE_PREFIX = "node.";
    private static final String FILE_SCHEME = "file:";

    public UpState {
        nodes = List.copyOf(nodes);
    }

    /** Whether {@code up} starts the broker. */
    public boolean ownKafka() {
        return controllerPort != 0;
    }

    /**
     * Reads what the directory holds; empty when it holds nothing.
     *
     * @throws HeadwaterException if the file cannot be read or lacks something
     */
    public static Optional<UpState> load(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new HeadwaterException(
                    "cannot read " + file + ": " + e.getMessage(), "check its owner", HeadwaterException.EXIT_UNAVAILABLE, e);
        }
        return Optional.of(parse(properties, file, directory));
    }

    /**
     * Replaces the directory's file in one step: a reader sees the old one or the new one.
     *
     * @throws HeadwaterException if it cannot be written
     */
    public void save(Path directory) {
        Path file = directory.resolve(FILE);
        Path next = directory.resolve(FILE + ".next");
        try {
            try (var channel = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(format(directory).getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot write " + file + ": " + e.getMessage(),
                    "check that the directory is writable and the disk not full",
                    HeadwaterException.EXIT_UNAVAILABLE,
                    e);
        }
    }

    private String format(Path directory) {
        var text = new StringBuilder("# Written by `headwater up`; the other commands take their defaults from it.\n");
        line(text, "cluster", cluster);
        line(text, "shards", Integer.toString(shards));
        line(text, "standbys", Integer.toString(standbys));
        line(text, "replicas", Integer.toString(replicas));
        line(text, "kafka", kafka);
        line(text, "kafka.controller.port", Integer.toString(controllerPort));
        line(text, "registry", registry);
        line(text, "registry.own", Boolean.toString(ownRegistry));
        line(text, "archive", relative(archive, directory));
        if (leaseMs != 0) {
            line(text, "lease.ms", Integer.toString(leaseMs));
        }
        for (NodeAddress node : nodes) {
            line(text, NODE_PREFIX + node.name(), node.address());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n');
    }

    private static UpState parse(Properties properties, Path file, Path directory) {
        List<NodeAddress> nodes = new ArrayList<>();
        for (String key : properties.stringPropertyNames().stream().sorted().toList()) {
            if (key.startsWith(NODE_PREFIX)) {
                nodes.add(new NodeAddress(key.substring(NODE_PREFIX.length()), required(properties, key, file)));
            }
        }
        return new UpState(
                required(properties, "cluster", file),
                number(properties, "shards", file),
                properties.containsKey("standbys") ? number(properties, "standbys", file) : 0,
                number(properties, "replicas", file),
                required(properties, "kafka", file),
                number(properties, "kafka.controller.port", file),
                required(properties, "registry", file),
                Boolean.parseBoolean(required(properties, "registry.own", file)),
                absolute(required(properties, "archive", file), directory),
                properties.containsKey("lease.ms") ? number(properties, "lease.ms", file) : 0,
                nodes);
    }

    /** An archive inside the directory is written relative to it, so that the directory can be moved. */
    private static String relative(String url, Path directory) {
        String inside = FILE_SCHEME + directory.toAbsolutePath().normalize() + "/";
        return url.startsWith(inside) ? FILE_SCHEME + url.substring(inside.length()) : url;
    }

    private static String absolute(String url, Path directory) {
        if (!url.startsWith(FILE_SCHEME) || url.startsWith(FILE_SCHEME + "/")) {
            return url;
        }
        return FILE_SCHEME + directory.toAbsolutePath().normalize().resolve(url.substring(FILE_SCHEME.length()));
    }

    private static String required(Properties properties, String key, Path file) {
        String value = properties.getProperty(key);
        if (value == null || value.isBlank()) {
            throw damaged(file, "has no " + key);
        }
        return value.strip();
    }

    private static int number(Properties properties, String key, Path file) {
        try {
            return Integer.parseInt(required(properties, key, file));
        } catch (NumberFormatException e) {
            throw damaged(file, "has no number as " + key);
        }
    }

    private static HeadwaterException damaged(Path file, String what) {
        return new HeadwaterException(
                file + " " + what,
                "it is written by `headwater up`; put the line back or name the addresses by options",
                HeadwaterException.EXIT_UNAVAILABLE);
    }
}
