package io.headwater.it.harness;

import io.headwater.hub.launch.BrokerProcess;
import io.headwater.hub.launch.RegistryProcess;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A broker and a registry of a test's own. Each test takes a cluster name of its own, so that many can share one. */
public final class Kafka implements AutoCloseable {
    private static final AtomicInteger CLUSTERS = new AtomicInteger();

    private final BrokerProcess broker;
    private final RegistryProcess registry;

    private Kafka(BrokerProcess broker, RegistryProcess registry) {
        this.broker = broker;
        this.registry = registry;
    }

    /** Starts both and returns when both answer. */
    public static Kafka start(Path directory) {
        var registry = CompletableFuture.supplyAsync(() -> RegistryProcess.start(directory.resolve("registry")));
        BrokerProcess broker = BrokerProcess.start(directory.resolve("kafka"));
        return new Kafka(broker, registry.join());
    }

    public BrokerProcess broker() {
        return broker;
    }

    public RegistryProcess registry() {
        return registry;
    }

    /** A name that no other test has taken. */
    public static String newCluster() {
        return "t" + ProcessHandle.current().pid() + "-" + CLUSTERS.incrementAndGet();
    }

    @Override
    public void close() {
        broker.close();
        registry.close();
    }
}
