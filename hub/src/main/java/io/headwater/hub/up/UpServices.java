package io.headwater.hub.up;

import io.headwater.hub.launch.BrokerProcess;
import io.headwater.hub.launch.ChildSpec;
import io.headwater.hub.launch.Installation;
import io.headwater.hub.launch.Ports;
import io.headwater.hub.launch.Probe;
import io.headwater.hub.launch.RegistryProcess;
import io.headwater.hub.launch.Service;
import io.headwater.hub.up.PortPlan.Role;
import io.headwater.schemas.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The children of {@code up} and their command lines. */
final class UpServices {
    /** A node listens once it has recovered, which takes as long as its binlog is long. */
    private static final Duration RECOVERY = Duration.ofMinutes(10);

    private static final Duration STOP = Duration.ofSeconds(20);

    /** A role that holds no keyspace: its memory is left to those that do. */
    private static final List<String> SMALL = List.of("-Xmx512m", "-XX:-UseParallelGC", "-XX:+UseSerialGC");

    private static final String EVERY_HOUR = "0 * * * *";

    private static final String MAIN = "io.headwater.hub.Main";

    private final UpPlan plan;
    private final Path directory;

    UpServices(UpPlan plan, Path directory) {
        this.plan = plan;
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** Broker and registry, as far as they are our own. */
    List<Service> infrastructure() {
        UpState state = plan.state();
        List<Service> services = new ArrayList<>();
        if (state.ownKafka()) {
            services.add(BrokerProcess.service(
                    directory.resolve("kafka"), HostPort.of(state.kafka()).port(), state.controllerPort(), log("broker")));
        }
        if (state.ownRegistry()) {
            services.add(RegistryProcess.service(
                    directory.resolve("registry"), UpPlan.portOfUrl(state.registry()), log("registry")));
        }
        return services;
    }

    /** The primaries, in the order of their shards. */
    List<Service> primaries() {
        return plan.ports().nodes().stream().filter(node -> node.role() == Role.primary).map(this::node).toList();
    }

    /** The standbys and replicas of all shards. */
    List<Service> followers() {
        return plan.ports().nodes().stream().filter(node -> node.role() != Role.primary).map(this::node).toList();
    }

    /** The archiver; it serves nobody, so it counts as serving while it runs. */
    Service archiver() {
        List<String> arguments = new ArrayList<>(List.of("archive", "--store", plan.state().archive(), "--snapshot-cron", EVERY_HOUR));
        arguments.addAll(clusterArguments());
        return new Service("the archiver", role("archiver", SMALL, arguments), plan.state().archive(), () -> true, STOP, STOP);
    }

    private Service node(PortPlan.Node node) {
        List<String> arguments = new ArrayList<>(List.of(
                "node",
                "--port", Integer.toString(node.port()),
                "--dir", directory.resolve("nodes").resolve(node.name()).toString(),
                "--shard", Integer.toString(node.shard()),
                "--shards", Integer.toString(plan.state().shards()),
                "--role", node.role().name()));
        switch (node.role()) {
            case primary -> arguments.addAll(List.of("--failover", plan.state().standbys() > 0 ? "auto" : "manual"));
            case standby -> arguments.addAll(List.of("--priority", Integer.toString(node.number() - 1)));
            case replica -> {}
        }
        arguments.addAll(clusterArguments());
        arguments.addAll(leaseArguments(plan.state().leaseMs()));
        arguments.addAll(List.of("--store", plan.state().archive(), "--bind", Ports.LOOPBACK));
        return new Service(
                node.name(),
                role(node.name(), List.of(), arguments),
                Ports.LOOPBACK + ":" + node.port(),
                Probe.reads(Ports.LOOPBACK, node.port()),
                RECOVERY,
                STOP);
    }

    /** The other times in proportion, as a node has them by itself; the disk gets as long as it may take without costing the lease. */
    static List<String> leaseArguments(int leaseMs) {
        if (leaseMs == 0) {
            return List.of();
        }
        return List.of(
                "--lease-ms", Integer.toString(leaseMs),
                "--challenge-ms", Integer.toString(leaseMs + leaseMs / 5),
                "--challenge-step-ms", Integer.toString(leaseMs / 5),
                "--disk-probe-timeout-ms", Integer.toString(leaseMs * 4 / 5));
    }

    private List<String> clusterArguments() {
        UpState state = plan.state();
        return List.of("--kafka", state.kafka(), "--registry", state.registry(), "--cluster", state.cluster());
    }

    private ChildSpec role(String name, List<String> moreFlags, List<String> arguments) {
        List<String> flags = new ArrayList<>(Installation.serverFlags());
        flags.addAll(moreFlags);
        return new ChildSpec(name, flags, Installation.classPath(), MAIN, arguments, Map.of(), log(name));
    }

    private Path log(String name) {
        return directory.resolve("logs").resolve(name + ".log");
    }
}
