package io.headwater.archive.replay;

import io.headwater.archive.Archive;
import io.headwater.archive.ShardTopics;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.TopicReader;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds out what archive and topics hold of a cluster. One thread. */
public final class InventoryReader {
    /** How long a heartbeat behind the wanted time is waited for. */
    private static final long PATIENCE_MS = 1000;

    private final Archive archive;
    private final @Nullable ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private @Nullable String topicProblem;

    /** @param topics null to use the archive alone */
    public InventoryReader(Archive archive, @Nullable ShardTopics topics, Supplier<RecordSchemas> schemas) {
        this.archive = archive;
        this.topics = topics;
        this.schemas = schemas;
    }

    /**
     * Reads the whole inventory.
     *
     * @param shards how many shards the cluster has; 0 to ask the archive
     * @param wantedMs the time that is to be restored: where the topics do not reach it yet, a moment is waited for them
     */
    public Inventory read(int shards, long wantedMs) {
        topicProblem = topics == null ? "no Kafka is given" : null;
        int count = shards == 0 ? archive.shards() : shards;
        List<List<ShardHistory>> byShard = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            byShard.add(shard(shard, wantedMs, problems));
        }
        return new Inventory(archive.cluster(), archive.store().url(), byShard, topicProblem, problems);
    }

    private List<ShardHistory> shard(int shard, long wantedMs, List<String> problems) {
        List<ShardHistory> histories = new ArrayList<>();
        List<ArchiveListing> listings = new ArrayList<>();
        for (Timeline timeline : archive.timelines(shard)) {
            ArchiveListing listing = ArchiveListing.of(archive, shard, timeline);
            listings.add(listing);
            problems.addAll(listing.problems());
        }
        ShardHistory withTopic = topicProblem == null ? readTopic(shard, wantedMs, listings) : null;
        for (ArchiveListing listing : listings) {
            ShardHistory history = listing.history();
            boolean read = withTopic != null && withTopic.timeline().equals(history.timeline());
            histories.add(read ? withTopic : history);
        }
        if (withTopic != null && !histories.contains(withTopic)) {
            histories.add(withTopic);
        }
        // The timeline that went on longest is the shard's present; the others are its past.
        histories.sort(Comparator.comparingLong(InventoryReader::endMs).reversed());
        return histories;
    }

    private static long endMs(ShardHistory history) {
        TopicInfo topic = history.topic();
        long segmentsEnd = history.segments().isEmpty() ? 0 : history.segments().getLast().lastTimeMs();
        long snapshotsEnd = history.snapshots().isEmpty() ? 0 : history.snapshots().getLast().timeMs();
        return Math.max(Math.max(segmentsEnd, snapshotsEnd), topic == null ? 0 : topic.lastTimeMs());
    }

    /** The history that the shard's topic continues, with what the topic holds; null if Kafka or the topic is not there. */
    private @Nullable ShardHistory readTopic(int shard, long wantedMs, List<ArchiveListing> listings) {
        if (topics == null) {
            return null;
        }
        try (TopicReader topic = topics.open(shard).orElse(null)) {
            if (topic == null) {
                return null;
            }
            for (ArchiveListing listing : listings) {
                KafkaNote end = listing.end();
                if (end != null && end.topicId().equals(topic.topicId())) {
                    return continued(listing.history(), topic, end, wantedMs);
                }
            }
            return alone(shard, topic, wantedMs, listings);
        } catch (HeadwaterException e) {
            if (e.exitCode() != HeadwaterException.EXIT_UNAVAILABLE) {
                throw e;
            }
            topicProblem = e.getMessage();
            return null;
        }
    }

    private ShardHistory continued(ShardHistory history, TopicReader topic, KafkaNote end, long wantedMs) {
        if (topic.beginning() > end.nextOffset()) {
            return history; // the topic lost its front to where the archive never came
        }
        TopicScan scan = scan(topic, history.shard(), end);
        return history.with(scan.toEnd(wantedMs, PATIENCE_MS));
    }

    /** The history of a topic of which the archive knows no point. */
    private @Nullable ShardHistory alone(int shard, TopicReader topic, long wantedMs, List<ArchiveListing> listings) {
        if (topic.beginning() > 0) {
            return null; // what is left of it follows on nothing
        }
        TopicScan scan = scan(topic, shard, new KafkaNote(topic.topicId(), 0, FilterState.START));
        TopicInfo info = scan.toEnd(wantedMs, PATIENCE_MS);
        Timeline timeline = scan.timeline();
        if (timeline == null) {
            return null;
        }
        for (ArchiveListing listing : listings) {
            if (listing.history().timeline().equals(timeline)) {
                return listing.history().with(info);
            }
        }
        return new ShardHistory(shard, timeline, scan.firstTimeMs(), List.of(), List.of(), 0, info);
    }

    private TopicScan scan(TopicReader topic, int shard, KafkaNote from) {
        return new TopicScan(topic, shard, schemas.get(), from, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }
}
