package io.headwater.it.log;

import io.headwater.it.harness.Kafka;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.LogReader;
import io.headwater.replication.RegistryAdapter;

/** Clients of a broker and a registry, as a node has them. */
final class LogServices implements AutoCloseable {
    final Kafka servers;
    final KafkaAccess kafka;
    final RegistryAdapter registry;

    LogServices(Kafka servers) {
        this.servers = servers;
        kafka = new KafkaAccess(servers.broker().address(), "test");
        registry = new RegistryAdapter(servers.registry().url());
    }

    LogReader logs(String cluster) {
        return new LogReader(kafka, registry, cluster);
    }

    @Override
    public void close() {
        kafka.close();
    }
}
