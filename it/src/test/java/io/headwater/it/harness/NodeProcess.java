package io.headwater.it.harness;

import io.headwater.hub.Main;
import io.headwater.hub.launch.ChildProcess;
import io.headwater.hub.launch.ChildSpec;
import io.headwater.hub.launch.Installation;
import io.headwater.hub.launch.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;

/** A cache node as a child JVM, on a free port that it keeps over restarts. */
public final class NodeProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(40);

    /** Tests start many nodes and load none for long. */
    private static final List<String> QUICK_START = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1");

    private final Path directory;
    private final int port;
    private final ChildSpec spec;
    private ChildProcess process;

    private NodeProcess(Path directory, int port, ChildSpec spec) {
        this.directory = directory;
        this.port = port;
        this.spec = spec;
        this.process = ChildProcess.start(spec);
    }

    /** Starts a node without Kafka. */
    public static NodeProcess plain(Path directory, String... more) {
        return start(directory, QUICK_START, List.of(more)).awaitServing();
    }

    /** Starts a node of a cluster. */
    public static NodeProcess inCluster(Path directory, Kafka kafka, String cluster, String... more) {
        return beginInCluster(directory, kafka, cluster, more).awaitServing();
    }

    /** Starts a node of a cluster and does not wait for it. */
    public static NodeProcess beginInCluster(Path directory, Kafka kafka, String cluster, String... more) {
        List<String> arguments = clusterArguments(kafka, cluster);
        arguments.addAll(List.of(more));
        return start(directory, QUICK_START, arguments);
    }

    /** The arguments that make a node part of a cluster; more may be added. */
    public static List<String> clusterArguments(Kafka kafka, String cluster) {
        return new ArrayList<>(List.of(
                "--kafka", kafka.broker().address(), "--registry", kafka.registry().url(), "--cluster", cluster));
    }

    /**
     * Starts a node as the launcher does, with the JVM flags of a long-running role, and does not wait for it: for benchmarks.
     *
     * @param jvmFlags flags beside those
     * @param more arguments of the role
     */
    public static NodeProcess beginAsLaunched(Path directory, List<String> jvmFlags, List<String> more) {
        return start(directory, jvmFlags, more);
    }

    /**
     * Starts a node of a cluster with an environment of its own and does not wait for it.
     *
     * @param kafka Kafka's address as this node shall see it
     */
    public static NodeProcess beginOn(
            Path directory, String kafka, String registry, String cluster, Map<String, String> environment, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--kafka", kafka, "--registry", registry, "--cluster", cluster));
        arguments.addAll(List.of(more));
        return start(directory, QUICK_START, arguments, environment);
    }

    /** Starts a node of a cluster on a broker that is not {@link Kafka}'s. */
    public static NodeProcess onBroker(Path directory, String kafka, String registry, String cluster, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--kafka", kafka, "--registry", registry, "--cluster", cluster));
        arguments.addAll(List.of(more));
        return start(directory, QUICK_START, arguments).awaitServing();
    }

    private static NodeProcess start(Path directory, List<String> jvmFlags, List<String> more) {
        return start(directory, jvmFlags, more, Map.of());
    }

    private static NodeProcess start(Path directory, List<String> jvmFlags, List<String> more, Map<String, String> environment) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int port = Ports.free();
        List<String> arguments = new ArrayList<>(List.of("node", "--port", "" + port, "--dir", directory.toString()));
        arguments.addAll(more);
        List<String> flags = new ArrayList<>(Installation.serverFlags());
        flags.addAll(jvmFlags);
        return new NodeProcess(
                directory,
                port,
                new ChildSpec(
                        "node",
                        flags,
                        Installation.classPath(),
                        Main.class.getName(),
                        arguments,
                        environment,
                        directory.resolveSibling(directory.getFileName() + ".log")));
    }

    /** Waits until it answers PING. */
    public NodeProcess awaitServing() {
        Await.until(
                "node on port " + port + " serves",
                this::log,
                START,
                () -> {
                    if (!process.isAlive()) {
                        return true;
                    }
                    try (Jedis client = client()) {
                        return "PONG".equals(client.ping());
                    }
                },
                answer -> answer);
        if (!process.isAlive()) {
            throw new AssertionError("the node ended with code " + process.exitCode() + "\n" + log());
        }
        return this;
    }

    /** Waits until it has ended by itself, and returns its exit code. */
    public int awaitExit() {
        Await.until("the node ends", this::log, START, () -> !process.isAlive(), answer -> answer);
        return process.exitCode();
    }

    public Path directory() {
        return directory;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** A new connection; commands may take ten seconds. */
    public Jedis client() {
        return new Jedis("127.0.0.1", port, 10_000);
    }

    /** What it has printed. */
    public String log() {
        try {
            return Files.exists(spec.log()) ? Files.readString(spec.log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; returns when it is gone. */
    public void kill9() {
        process.kill();
    }

    /** SIGTERM; returns when it is gone. */
    public void stop() {
        process.terminate();
        process.awaitEnd(Duration.ofSeconds(20));
    }

    /** Starts the ended node again and waits until it serves. */
    public NodeProcess restart() {
        return beginRestart().awaitServing();
    }

    /** Starts the ended node again. */
    public NodeProcess beginRestart() {
        process = ChildProcess.start(spec);
        return this;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.kill();
        }
    }
}
