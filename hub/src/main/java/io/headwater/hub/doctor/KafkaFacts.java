package io.headwater.hub.doctor;

import java.util.List;
import java.util.Map;

/**
 * What an examination found, before anything is judged.
 *
 * @param address the bootstrap address
 * @param metadataLevel the level of the feature {@code metadata.version} that the brokers agreed on; 0 if they do not say
 * @param brokers all that are up
 * @param topics those of the cluster
 * @param examinedMs this machine's wall clock at the examination, milliseconds since 1970
 */
record KafkaFacts(String address, int metadataLevel, List<Broker> brokers, List<Topic> topics, long examinedMs) {
    /** @param settings by Kafka's names */
    record Broker(int id, Map<String, String> settings) {}

    /**
     * @param log whether it is a shard's log; otherwise the readers' topic
     * @param replicas copies of partition 0
     * @param inSync those of them that hold everything
     * @param newestMs the highest timestamp of a record, milliseconds since 1970; -1 in an empty topic
     */
    record Topic(
            String name, boolean log, int partitions, int replicas, int inSync, Map<String, String> settings, long newestMs) {}
}
