package io.headwater.hub.up;

import io.headwater.hub.launch.Ports;
import io.headwater.hub.launch.RegistryProcess;
import io.headwater.hub.up.UpState.NodeAddress;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.HostPort;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What one start of {@code up} starts, decided before anything runs.
 *
 * @param state the addresses, as they will be recorded
 * @param ports where the nodes listen
 */
record UpPlan(UpState state, PortPlan ports) {
    /**
     * A machine that has just started six processes, each with its compilers at work, and whose disk all of them share, stops one of them for longer than the 500 ms that do
     * for a node on a machine of its own.
     */
    static final int LEASE_MS = 1_500;

    /**
     * Continues what the directory holds, changed by the options.
     *
     * @throws HeadwaterException if the number of shards or the cluster's name would change
     */
    static UpPlan of(UpOptions options, Optional<UpState> recorded) {
        recorded.ifPresent(state -> refuseChanges(options, state));
        Integer wantedShards = options.shards();
        int shards = wantedShards != null ? wantedShards : recorded.map(UpState::shards).orElse(1);
        var ports = new PortPlan(options.port(), shards, options.standbys(), options.replicas());

        String kafka = options.kafka();
        int controllerPort = 0;
        if (kafka == null) {
            // A directory that was begun on somebody's Kafka stays there: an own broker would be another log.
            kafka = recorded.filter(state -> !state.ownKafka()).map(UpState::kafka).orElse(null);
        }
        if (kafka == null) {
            Optional<UpState> own = recorded.filter(UpState::ownKafka);
            kafka = Ports.LOOPBACK + ":" + Ports.freeOr(own.map(state -> HostPort.of(state.kafka()).port()).orElse(0));
            controllerPort = Ports.freeOr(own.map(UpState::controllerPort).orElse(0));
        }

        String registry = options.registry();
        boolean ownRegistry = false;
        if (registry == null) {
            registry = recorded.filter(state -> !state.ownRegistry()).map(UpState::registry).orElse(null);
        }
        if (registry == null) {
            ownRegistry = true;
            int wanted = recorded.filter(UpState::ownRegistry).map(state -> portOfUrl(state.registry())).orElse(0);
            registry = "http://" + Ports.LOOPBACK + ":" + Ports.freeOr(wanted) + RegistryProcess.CONFLUENT_PATH;
        }

        List<NodeAddress> nodes = ports.nodes().stream()
                .map(node -> new NodeAddress(node.name(), Ports.LOOPBACK + ":" + node.port()))
                .toList();
        String archive = "file:" + options.directory().toAbsolutePath().normalize().resolve("archive");
        int leaseMs = recorded.map(UpState::leaseMs).orElse(LEASE_MS);
        var state = new UpState(
                options.cluster(), shards, options.standbys(), options.replicas(), kafka, controllerPort, registry, ownRegistry, archive, leaseMs, nodes);
        return new UpPlan(state, ports);
    }

    /**
     * Checks the nodes' ports.
     *
     * @throws HeadwaterException if one is taken; the hint names a port from which all are free
     */
    void requireFreePorts(IntPredicate isFree) {
        for (PortPlan.Node node : ports.nodes()) {
            if (!isFree.test(node.port())) {
                throw new HeadwaterException(
                        "port " + node.port() + " of " + node.name() + " is taken by another process",
                        "choose another with --port" + freeBase(isFree).map(base -> ", for example --port " + base).orElse(""),
                        HeadwaterException.EXIT_UNAVAILABLE);
            }
        }
    }

    private Optional<Integer> freeBase(IntPredicate isFree) {
        int count = ports.nodes().size();
        for (int step = 1; step <= 50; step++) {
            int base = ports.basePort() + step * 100;
            if (base + count > 65_536) {
                break;
            }
            boolean allFree = true;
            for (int port = base; allFree && port < base + count; port++) {
                allFree = isFree.test(port);
            }
            if (allFree) {
                return Optional.of(base);
            }
        }
        return Optional.empty();
    }

    private static void refuseChanges(UpOptions options, UpState recorded) {
        Integer shards = options.shards();
        if (shards != null && shards != recorded.shards()) {
            throw new HeadwaterException(
                    "--shards " + shards + " differs from the " + recorded.shards() + " of " + options.directory(),
                    "leave the option out, or begin anew in another directory with --dir",
                    HeadwaterException.EXIT_USAGE);
        }
        if (!options.cluster().equals(recorded.cluster())) {
            throw new HeadwaterException(
                    "--cluster " + options.cluster() + " differs from the " + recorded.cluster() + " of " + options.directory(),
                    "give that name, or begin anew in another directory with --dir",
                    HeadwaterException.EXIT_USAGE);
        }
    }

    /** The port of a URL that names one. */
    static int portOfUrl(String url) {
        return URI.create(url).getPort();
    }
}
