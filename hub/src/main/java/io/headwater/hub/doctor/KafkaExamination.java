package io.headwater.hub.doctor;

import static java.util.Objects.requireNonNull;

import io.headwater.hub.doctor.KafkaFacts.Broker;
import io.headwater.hub.doctor.KafkaFacts.Topic;
import io.headwater.replication.KafkaAccess;
import io.headwater.schemas.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/** Asks a Kafka cluster for the facts. Changes nothing. One thread. */
final class KafkaExamination {
    private static final String METADATA_VERSION = "metadata.version";

    private final KafkaAccess access;
    private final String cluster;

    KafkaExamination(KafkaAccess access, String cluster) {
        this.access = access;
        this.cluster = cluster;
    }

    /**
     * Asks.
     *
     * @throws io.headwater.replication.LogUnavailableException if the cluster does not answer in time
     */
    KafkaFacts facts() {
        Collection<Node> nodes = access.answer(access.admin().describeCluster().nodes());
        List<ConfigResource> resources = new ArrayList<>();
        nodes.forEach(node -> resources.add(new ConfigResource(ConfigResource.Type.BROKER, node.idString())));
        TreeSet<String> names = new TreeSet<>(access.answer(access.admin().listTopics().names()));
        names.removeIf(name -> !isOurs(name));
        names.forEach(name -> resources.add(new ConfigResource(ConfigResource.Type.TOPIC, name)));
        Map<ConfigResource, Config> configs = access.answer(access.admin().describeConfigs(resources).all());

        List<Broker> brokers = new ArrayList<>();
        nodes.stream().sorted(Comparator.comparingInt(Node::id)).forEach(node -> brokers.add(new Broker(
                node.id(), settings(configs, ConfigResource.Type.BROKER, node.idString()))));
        Map<String, TopicDescription> descriptions =
                access.answer(access.admin().describeTopics(names).allTopicNames());
        List<Topic> topics = new ArrayList<>();
        for (String name : names) {
            topics.add(topic(requireNonNull(descriptions.get(name)), settings(configs, ConfigResource.Type.TOPIC, name)));
        }
        return new KafkaFacts(access.bootstrapServers(), metadataLevel(), brokers, topics, System.currentTimeMillis());
    }

    private boolean isOurs(String topic) {
        return topic.equals(Topics.readers(cluster)) || isLog(topic);
    }

    private boolean isLog(String topic) {
        String start = Topics.binlog(cluster, 0);
        String prefix = start.substring(0, start.length() - 1);
        return topic.startsWith(prefix) && topic.substring(prefix.length()).matches("\\d{1,9}");
    }

    private Topic topic(TopicDescription description, Map<String, String> settings) {
        TopicPartitionInfo partition = description.partitions().getFirst();
        boolean log = isLog(description.name());
        return new Topic(
                description.name(),
                log,
                description.partitions().size(),
                partition.replicas().size(),
                partition.isr().size(),
                settings,
                log ? newestMs(description.name()) : -1);
    }

    private long newestMs(String topic) {
        var partition = new TopicPartition(topic, 0);
        return access.answer(access.admin()
                        .listOffsets(Map.of(partition, OffsetSpec.maxTimestamp()))
                        .partitionResult(partition))
                .timestamp();
    }

    private static Map<String, String> settings(Map<ConfigResource, Config> configs, ConfigResource.Type type, String name) {
        Map<String, String> values = new HashMap<>();
        requireNonNull(configs.get(new ConfigResource(type, name))).entries().forEach(entry -> {
            if (entry.value() != null) {
                values.put(entry.name(), entry.value());
            }
        });
        return values;
    }

    private int metadataLevel() {
        FinalizedVersionRange level = access.answer(access.admin().describeFeatures().featureMetadata())
                .finalizedFeatures()
                .get(METADATA_VERSION);
        return level == null ? 0 : level.maxVersionLevel();
    }
}
