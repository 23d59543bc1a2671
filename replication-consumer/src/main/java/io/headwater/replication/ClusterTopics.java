package io.headwater.replication;

import io.headwater.schemas.Topics;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a cluster, as a whole. One thread. */
public final class ClusterTopics {
    private static final long GONE_WITHIN_NANOS = 15_000_000_000L;
    private static final long POLL_MS = 50;

    private final KafkaAccess access;
    private final String cluster;
    private final Pattern binlog;

    /** @throws io.headwater.schemas.HeadwaterException if no cluster can have this name */
    public ClusterTopics(KafkaAccess access, String cluster) {
        this.access = access;
        this.cluster = cluster;
        this.binlog = Pattern.compile(Pattern.quote(Topics.binlog(cluster, 0).replaceFirst("0$", "")) + "\\d+");
    }

    /** The names of those that exist: logs of shards and the directory. */
    public List<String> names() {
        String directory = Topics.readers(cluster);
        return access.answer(access.admin().listTopics().names()).stream()
                .filter(name -> name.equals(directory) || binlog.matcher(name).matches())
                .sorted()
                .toList();
    }

    /**
     * Deletes them, and returns when their names are free.
     *
     * @throws LogUnavailableException if Kafka refuses, or takes too long
     */
    public void delete() {
        long deadline = System.nanoTime() + GONE_WITHIN_NANOS;
        for (List<String> left = names(); !left.isEmpty(); left = names()) {
            for (String name : left) {
                try {
                    access.answer(access.admin().deleteTopics(List.of(name)).all());
                } catch (UnknownTopicOrPartitionException gone) {
                    // as it should be
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new LogUnavailableException(
                        "the topics " + left + " could not be deleted", "delete them by Kafka's own tools, then run the command again");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while topics were deleted", "run the command again");
        }
    }
}
