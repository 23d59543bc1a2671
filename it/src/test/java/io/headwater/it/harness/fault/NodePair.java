package io.headwater.it.harness.fault;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/**
 * A shard of two nodes of which either may lead, at level log: a primary, and a standby that claims when it falls silent. Each may have a {@link Line} of its own to the
 * brokers.
 */
public final class NodePair implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int CLIENT_MS = 1_000;

    private final List<NodeProcess> nodes = new ArrayList<>();

    private NodePair() {}

    /** Starts a pair whose network is perfect. */
    public static NodePair start(Path directory, String kafka, String registry, String cluster) {
        return start(directory, List.of(kafka, kafka), registry, cluster, Map.of());
    }

    /**
     * Starts a pair and returns when one leads and the other follows it.
     *
     * @param kafka Kafka's address as each node shall see it
     * @param environment of the first node's process
     * @param more arguments of both nodes
     */
    public static NodePair start(
            Path directory, List<String> kafka, String registry, String cluster, Map<String, String> environment, String... more) {
        NodePair pair = new NodePair();
        try {
            pair.nodes.add(NodeProcess.beginOn(
                    directory.resolve("a"), kafka.get(0), registry, cluster, environment, arguments("primary", more)));
            pair.nodes.getFirst().awaitServing();
            pair.awaitLeader();
            pair.nodes.add(NodeProcess.beginOn(
                    directory.resolve("b"), kafka.get(1), registry, cluster, Map.of(), arguments("standby", more)));
            pair.nodes.get(1).awaitServing();
            return pair;
        } catch (RuntimeException | Error e) {
            pair.close();
            throw e;
        }
    }

    private static String[] arguments(String role, String... more) {
        return Stream.concat(Stream.of("--role", role, "--durability", "log", "--failover", "auto"), Stream.of(more)).toArray(String[]::new);
    }

    public NodeProcess node(int index) {
        return nodes.get(index);
    }

    /** Where clients connect, by node. */
    public List<Integer> ports() {
        return nodes.stream().map(NodeProcess::port).toList();
    }

    /** Waits until a node acknowledges a write, and returns its index. */
    public int awaitLeader() {
        return awaitLeader(nodes.stream().mapToInt(NodeProcess::port).toArray());
    }

    /** Waits until one of these nodes acknowledges a write, and returns its index. */
    public int awaitLeaderAmong(int... indexes) {
        int leader = awaitLeader(Arrays.stream(indexes).map(index -> nodes.get(index).port()).toArray());
        return indexes[leader];
    }

    private int awaitLeader(int[] ports) {
        return Await.until("a node leads", this::logs, PATIENCE, () -> leaderAmong(ports), index -> index >= 0);
    }

    private static int leaderAmong(int[] ports) {
        for (int i = 0; i < ports.length; i++) {
            try (Jedis client = new Jedis(Protocol.DEFAULT_HOST, ports[i], CLIENT_MS)) {
                client.set("who-leads", "" + i);
                return i;
            } catch (RuntimeException notThisOne) {
                // or not yet
            }
        }
        return -1;
    }

    /** Whether a node says that it leads. */
    public boolean isLeaderByItself(int index) {
        return "master".equals(info(index, "role"));
    }

    /** Waits until the other node has everything that the leader holds; it may be about to start anew. */
    public void awaitEqual(int leader) {
        String value = "write " + System.nanoTime();
        try (Jedis primary = nodes.get(leader).client()) {
            primary.set("last", value);
        }
        Await.until("the follower has the last write", this::logs, PATIENCE, () -> lastWrite(1 - leader), value::equals);
    }

    private String lastWrite(int index) {
        try (Jedis client = nodes.get(index).client()) {
            return String.valueOf(client.get("last"));
        }
    }

    /** One line of a node's INFO; null when it has none. */
    public @Nullable String info(int index, String field) {
        try (Jedis client = nodes.get(index).client()) {
            return client.info().lines().filter(line -> line.startsWith(field + ":")).map(line -> line.substring(field.length() + 1).strip())
                    .findFirst().orElse(null);
        }
    }

    /** What the nodes have printed, for a failure's message. */
    public String logs() {
        StringBuilder text = new StringBuilder();
        nodes.forEach(node -> text.append("---- node on ").append(node.port()).append('\n').append(node.log()));
        return text.toString();
    }

    @Override
    public void close() {
        nodes.forEach(NodeProcess::close);
    }
}
