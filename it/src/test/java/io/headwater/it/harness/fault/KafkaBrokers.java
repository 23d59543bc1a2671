package io.headwater.it.harness.fault;

import io.headwater.hub.launch.BrokerMain;
import io.headwater.hub.launch.ChildSpec;
import io.headwater.hub.launch.Installation;
import io.headwater.hub.launch.Ports;
import io.headwater.hub.launch.Probe;
import io.headwater.hub.launch.RegistryProcess;
import io.headwater.hub.launch.Service;
import io.headwater.hub.launch.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One or three brokers as child JVMs with a registry, and {@link Line}s to them: each broker has a listener of its own for each line, whose advertised port is that
 * line's proxy, so that a client never learns a way around its line. Three brokers replicate everything three times and take a write with two of them.
 */
public final class KafkaBrokers implements AutoCloseable {
    private static final int HEAP_MB = 224;
    private static final String CLUSTER_ID = "aGVhZHdhdGVyLWl0LXRlcw";

    private final List<ServiceProcess> brokers = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<Integer> ports;
    private final RegistryProcess registry;

    private KafkaBrokers(List<Integer> ports, RegistryProcess registry) {
        this.ports = ports;
        this.registry = registry;
    }

    /**
     * Starts brokers and registry and returns when they answer.
     *
     * @param count 1 or 3
     * @param lines how many clients get a network of their own
     */
    public static KafkaBrokers start(Path directory, int count, int lines) {
        var registry = CompletableFuture.supplyAsync(() -> RegistryProcess.start(directory.resolve("registry")));
        List<Integer> ports = freePorts(count);
        List<Integer> controllers = freePorts(count);
        List<List<Integer>> linePorts = IntStream.range(0, lines).mapToObj(line -> freePorts(count)).toList();
        List<List<Integer>> proxyPorts = IntStream.range(0, lines).mapToObj(line -> freePorts(count)).toList();
        List<ServiceProcess> started = new ArrayList<>();
        for (int broker = 0; broker < count; broker++) {
            String properties = properties(broker, directory, ports, controllers, linePorts, proxyPorts);
            started.add(ServiceProcess.launch(service(directory.resolve("kafka-" + (broker + 1)), broker + 1, ports.get(broker), properties)));
        }
        started.forEach(broker -> broker.awaitReady(() -> false));
        KafkaBrokers kafka = new KafkaBrokers(ports, registry.join());
        kafka.brokers.addAll(started);
        for (int line = 0; line < lines; line++) {
            kafka.lines.add(new Line(proxyPorts.get(line), linePorts.get(line)));
        }
        return kafka;
    }

    private static List<Integer> freePorts(int count) {
        return IntStream.range(0, count).mapToObj(i -> Ports.free()).toList();
    }

    /** The address without faults. */
    public String bootstrap() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** The registry's address; it has no faults. */
    public String registry() {
        return registry.url();
    }

    /** The network of one client. */
    public Line line(int index) {
        return lines.get(index);
    }

    /** How many brokers there are. */
    public int count() {
        return brokers.size();
    }

    /** What a broker is to Kafka. */
    public static int id(int broker) {
        return broker + 1;
    }

    /** SIGKILL; returns when it is gone. */
    public void kill9(int broker) {
        brokers.get(broker).kill9();
    }

    /** Starts a killed broker again and waits until it answers. */
    public void restart(int broker) {
        brokers.get(broker).restart();
    }

    /** The process id of a broker. */
    public long pid(int broker) {
        return brokers.get(broker).child().pid();
    }

    @Override
    public void close() {
        lines.forEach(Line::close);
        brokers.forEach(ServiceProcess::kill9); // nobody needs their data: a clean end takes seconds
        registry.close();
    }

    private static Service service(Path directory, int id, int port, String properties) {
        Path file = directory.toAbsolutePath().resolve("server.properties");
        Path data = directory.toAbsolutePath().resolve("data");
        try {
            Files.createDirectories(data);
            Files.writeString(file, properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> flags = new ArrayList<>(Installation.serverFlags());
        flags.addAll(List.of(
                "-Xmx" + HEAP_MB + "m",
                "-XX:-UseParallelGC",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.log.org.apache.kafka=warn"));
        var spec = new ChildSpec(
                "broker-" + id,
                flags,
                Installation.classPath(),
                BrokerMain.class.getName(),
                List.of(file.toString(), data.toString(), CLUSTER_ID),
                Map.of(),
                directory.resolve("broker.log"));
        return new Service(
                "Kafka broker " + id,
                spec,
                "127.0.0.1:" + port,
                Probe.kafka("127.0.0.1", port),
                Duration.ofSeconds(90),
                Duration.ofSeconds(30));
    }

    private static String properties(
            int broker,
            Path directory,
            List<Integer> ports,
            List<Integer> controllers,
            List<List<Integer>> linePorts,
            List<List<Integer>> proxyPorts) {
        StringBuilder listeners = new StringBuilder("PLAINTEXT://127.0.0.1:" + ports.get(broker));
        StringBuilder advertised = new StringBuilder(listeners);
        StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        for (int line = 0; line < linePorts.size(); line++) {
            listeners.append(",LINE").append(line).append("://127.0.0.1:").append(linePorts.get(line).get(broker));
            advertised.append(",LINE").append(line).append("://127.0.0.1:").append(proxyPorts.get(line).get(broker));
            protocols.append(",LINE").append(line).append(":PLAINTEXT");
        }
        String voters = IntStream.range(0, ports.size())
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers.get(i))
                .collect(Collectors.joining(","));
        int copies = ports.size();
        int inSync = copies == 1 ? 1 : 2;
        return """
                process.roles=broker,controller
                node.id=%d
                controller.quorum.voters=%s
                listeners=%s,CONTROLLER://127.0.0.1:%d
                advertised.listeners=%s
                listener.security.protocol.map=%s
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=PLAINTEXT
                log.dirs=%s
                auto.create.topics.enable=false
                default.replication.factor=%d
                min.insync.replicas=%d
                unclean.leader.election.enable=false
                offsets.topic.replication.factor=%d
                offsets.topic.num.partitions=1
                transaction.state.log.replication.factor=%d
                transaction.state.log.min.isr=%d
                transaction.state.log.num.partitions=1
                group.initial.rebalance.delay.ms=0
                # A killed broker is missed soon: what a cluster of machines would set is in the documentation.
                broker.session.timeout.ms=2000
                broker.heartbeat.interval.ms=400
                replica.lag.time.max.ms=2000
                controller.quorum.fetch.timeout.ms=1000
                controller.quorum.election.timeout.ms=500
                # Small machines: the tests run three of these.
                num.network.threads=1
                num.io.threads=2
                log.cleaner.enable=false
                num.recovery.threads.per.data.dir=1
                """
                .formatted(
                        broker + 1,
                        voters,
                        listeners,
                        controllers.get(broker),
                        advertised,
                        protocols,
                        directory.toAbsolutePath().resolve("kafka-" + (broker + 1)).resolve("data"),
                        copies,
                        inSync,
                        copies,
                        copies,
                        inSync);
    }
}
