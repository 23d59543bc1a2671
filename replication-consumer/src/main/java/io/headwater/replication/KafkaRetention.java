package io.headwater.replication;

import static java.util.Objects.requireNonNull;

import io.headwater.schemas.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a cluster's shards in Kafka. */
public final class KafkaRetention implements TopicRetention {
    private final KafkaAccess access;
    private final String cluster;

    public KafkaRetention(KafkaAccess access, String cluster) {
        this.access = access;
        this.cluster = cluster;
    }

    @Override
    public Extent extent(int shard, long fromMs) {
        TopicPartition partition = partition(shard);
        long beginning = offset(partition, OffsetSpec.earliest());
        long end = offset(partition, OffsetSpec.latest());
        long young = offset(partition, OffsetSpec.forTimestamp(Math.max(0, fromMs)));
        return new Extent(beginning, end, bytes(partition), young < 0 ? end : young);
    }

    private long offset(TopicPartition partition, OffsetSpec wanted) {
        try {
            return access.answer(access.admin().listOffsets(Map.of(partition, wanted)).partitionResult(partition)).offset();
        } catch (UnknownTopicOrPartitionException gone) {
            throw access.unreachable(gone);
        }
    }

    /** What the leader's copy takes; 0 while there is none. */
    private long bytes(TopicPartition partition) {
        try {
            Node leader = requireNonNull(access.answer(access.admin().describeTopics(List.of(partition.topic())).allTopicNames()).get(partition.topic()))
                    .partitions()
                    .getFirst()
                    .leader();
            if (leader == null) {
                return 0;
            }
            Map<String, LogDirDescription> folders =
                    requireNonNull(access.answer(access.admin().describeLogDirs(List.of(leader.id())).allDescriptions()).get(leader.id()));
            long bytes = 0;
            for (LogDirDescription folder : folders.values()) {
                ReplicaInfo replica = folder.replicaInfos().get(partition);
                bytes += replica == null ? 0 : replica.size();
            }
            return bytes;
        } catch (UnknownTopicOrPartitionException gone) {
            throw access.unreachable(gone);
        }
    }

    @Override
    public void trim(int shard, long beginning) {
        TopicPartition partition = partition(shard);
        try {
            access.answer(access.admin()
                    .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(beginning)))
                    .all());
        } catch (UnknownTopicOrPartitionException gone) {
            throw access.unreachable(gone);
        }
    }

    private TopicPartition partition(int shard) {
        return new TopicPartition(Topics.binlog(cluster, shard), 0);
    }
}
