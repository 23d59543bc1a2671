package io.headwater.it.log;

import io.headwater.hub.launch.BrokerProcess;
import io.headwater.hub.launch.RegistryProcess;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.LogReader;
import io.headwater.replication.RegistryAdapter;
import java.nio.file.Path;

/** A real broker and a real registry for a class of tests, and clients of both. */
final class LogServices implements AutoCloseable {
    final BrokerProcess broker;
    final RegistryProcess registryProcess;
    final KafkaAccess kafka;
    final RegistryAdapter registry;

    LogServices(Path directory) {
        broker = BrokerProcess.start(directory.resolve("kafka"));
        registryProcess = RegistryProcess.start(directory.resolve("registry"));
        kafka = new KafkaAccess(broker.address(), "test");
        registry = new RegistryAdapter(registryProcess.url());
    }

    LogReader logs(String cluster) {
        return new LogReader(kafka, registry, cluster);
    }

    @Override
    public void close() {
        kafka.close();
        registryProcess.close();
        broker.close();
    }
}
