package io.headwater.publisher;

import io.headwater.cache.node.ClusterDirectory.Branch;
import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.replication.ClusterTopics;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaClusterDirectory;
import io.headwater.replication.RegistryAdapter;
import io.headwater.schemas.ClusterRecord;
import io.headwater.schemas.HeadwaterException;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that a restore makes in Kafka, under a name that was free:
 *
 * <pre>
 * directory: "a restore has begun" -> the log of each shard, written and read back -> directory: "complete"
 * </pre>
 *
 * Between the two records no node may join, so that what dies in between is never served; a rerun deletes it and begins anew. A restore whose place was
 * taken that way finds out: its id is not the one in the directory any more. One thread.
 */
public final class NewCluster implements AutoCloseable {
    private final KafkaAccess access;
    private final RegistryAdapter registry;
    private final String name;
    private final RandomGenerator random;
    private final long nowMs;
    private @Nullable KafkaClusterDirectory directory;
    private ClusterRecord.@Nullable Branch branch;

    /**
     * @param nowMs the time of everything that is written
     * @param random draws ids, timelines and nonces
     */
    public NewCluster(KafkaAccess access, RegistryAdapter registry, String name, RandomGenerator random, long nowMs) {
        this.access = access;
        this.registry = registry;
        this.name = name;
        this.random = random;
        this.nowMs = nowMs;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /**
     * Refuses a name that is taken; changes nothing.
     *
     * @return the restore that was interrupted here and may be replaced; null if the name is free
     * @throws HeadwaterException if there is such a cluster
     */
    public @Nullable Branch requireFree() {
        ClusterMap map = KafkaClusterDirectory.read(access, name);
        Branch left = map.branch();
        if (left != null && !left.complete()) {
            return left;
        }
        List<String> topics = map.shards() > 0 ? List.of() : new ClusterTopics(access, name).names();
        if (map.shards() > 0 || topics.stream().anyMatch(topic -> topic.contains(".binlog."))) {
            throw taken();
        }
        return null;
    }

    private HeadwaterException taken() {
        return new HeadwaterException(
                "there is a cluster " + name + " in Kafka at " + access.bootstrapServers(),
                "choose another name: a restore never changes a cluster that exists",
                HeadwaterException.EXIT_USAGE);
    }

    /**
     * Takes the name; what an interrupted restore left is deleted first.
     *
     * @param source the cluster that is restored
     * @param timeMs the restored moment, milliseconds since 1970
     * @return the restore's id
     */
    public String begin(String source, int shards, long timeMs) {
        if (requireFree() != null) {
            new ClusterTopics(access, name).delete();
        }
        String id = Long.toHexString(random.nextLong());
        ClusterRecord.Branch begun = new ClusterRecord.Branch(id, shards, source, timeMs, 0);
        KafkaClusterDirectory opened = KafkaClusterDirectory.open(access, registry, name);
        directory = opened;
        branch = begun;
        Branch now = opened.announceBranch(begun).branch();
        if (now == null || !now.id().equals(id)) {
            throw taken();
        }
        return id;
    }

    /** Creates the log of a shard. */
    public ShardBranch shard(int shard) {
        ClusterRecord.Branch begun = Objects.requireNonNull(branch, "begin comes first");
        return ShardBranch.onKafka(access, registry, name, shard, "restore-" + begun.id(), nowMs, random);
    }

    /**
     * Says that everything is there: from here on nodes can start.
     *
     * @throws HeadwaterException if another restore has taken the place meanwhile
     */
    public void complete() {
        ClusterRecord.Branch b = Objects.requireNonNull(branch, "begin comes first");
        var done = new ClusterRecord.Branch(b.id(), b.shards(), b.source(), b.timeMs(), nowMs);
        Branch now = Objects.requireNonNull(directory).announceBranch(done).branch();
        if (now == null || !now.complete() || !now.id().equals(b.id())) {
            throw new HeadwaterException(
                    "another restore has taken the name " + name + " meanwhile",
                    "see `headwater status --cluster " + name + "` for what it became",
                    HeadwaterException.EXIT_FAILURE);
        }
    }

    @Override
    public void close() {
        if (directory != null) {
            directory.close();
        }
    }
}
