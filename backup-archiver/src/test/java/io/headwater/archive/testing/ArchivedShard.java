package io.headwater.archive.testing;

import io.headwater.archive.Archive;
import io.headwater.archive.RollPolicy;
import io.headwater.archive.ShardArchiver;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.SnapshotJob;
import io.headwater.archive.replay.Progress;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.TopicReader.TopicRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A log with an archive beside it, which is as far behind as the test wants. */
public final class ArchivedShard {
    public static final String TOPIC_ID = "topic";

    private final Archive archive;
    private final int shard;
    private final LogHistory log;
    private final Path spool;
    private long clockMs;

    public ArchivedShard(Archive archive, int shard, LogHistory log, Path spool) {
        this.archive = archive;
        this.shard = shard;
        this.log = log;
        this.spool = spool;
    }

    /** Archives all that the log holds now, in many segments of random sizes. */
    public ArchivedShard archiveAll(Random random) {
        return archiveAll(random, 1 + random.nextInt(8));
    }

    /** Archives all that the log holds now; every few polls end a segment. */
    public ArchivedShard archiveAll(Random random, int pollRecords) {
        return archiveAll(random, new FakeTopic(TOPIC_ID, log.records(), pollRecords));
    }

    /** Archives all that the log holds now, each record as something makes it. */
    public ArchivedShard archiveAll(Random random, UnaryOperator<TopicRecord> altered) {
        return archiveAll(random, new FakeTopic(TOPIC_ID, log.records().stream().map(altered).toList(), 1 + random.nextInt(8)));
    }

    private ArchivedShard archiveAll(Random random, FakeTopic topic) {
        try (ShardArchiver archiver = new ShardArchiver(
                archive, shard, topic, new RecordSchemas(null), RollPolicy.DEFAULT, spool, () -> clockMs)) {
            while (archiver.nextOffset() < log.records().size()) {
                clockMs += random.nextInt(6000);
                archiver.doWork(Duration.ZERO);
            }
            archiver.flush();
        }
        return this;
    }

    /** Takes a snapshot of all that the log holds now. */
    public ArchivedShard snapshot(int shards) {
        new SnapshotJob(archive, topics(), () -> new RecordSchemas(null), spool, Progress.NONE).run(shards);
        return this;
    }

    /** The log's topic, from its beginning. */
    public ShardTopics topics() {
        return wanted -> wanted == shard ? Optional.of(new FakeTopic(TOPIC_ID, log.records(), 100)) : Optional.empty();
    }

    /** The log's topic, its front trimmed. */
    public ShardTopics topicsFrom(long beginning) {
        return wanted -> wanted == shard
                ? Optional.of(new FakeTopic(TOPIC_ID, log.records(), beginning, 100))
                : Optional.empty();
    }

    /** The log's topic as it was. */
    public static ShardTopics topics(List<TopicRecord> records) {
        List<TopicRecord> copy = List.copyOf(records);
        return wanted -> Optional.of(new FakeTopic(TOPIC_ID, copy, 100));
    }
}
