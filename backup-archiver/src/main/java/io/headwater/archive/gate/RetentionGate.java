package io.headwater.archive.gate;

import io.headwater.archive.Archive;
import io.headwater.archive.SnapshotName;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.replication.TopicRetention;
import io.headwater.replication.TopicRetention.Extent;
import io.headwater.schemas.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trims the front of the shards' topics as {@link GateDecision} allows, and warns of readers that hold too much or are about to fall off. Run by the archiver, each shard on
 * its thread.
 */
public final class RetentionGate {
    /** Between two looks at a shard. */
    public static final long INTERVAL_MS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(RetentionGate.class);

    private final Archive archive;
    private final TopicRetention topics;
    private final Supplier<List<Reader>> readers;
    private final GatePolicy policy;
    private final LongSupplier wallMs;
    private final Map<Integer, List<String>> alarmsByShard = new HashMap<>(); // guarded by this

    /** @param readers every registered reader of the cluster, the silent ones included */
    public RetentionGate(Archive archive, TopicRetention topics, Supplier<List<Reader>> readers, GatePolicy policy, LongSupplier wallMs) {
        this.archive = archive;
        this.topics = topics;
        this.readers = readers;
        this.policy = policy;
        this.wallMs = wallMs;
    }

    /**
     * Looks at a shard once, and trims its topic.
     *
     * @param lastValidOffset the newest record that the log filter accepted; -1 before the first
     * @param archivedOffset everything before it is in the archive
     * @return what was decided
     * @throws io.headwater.schemas.HeadwaterException if Kafka or the archive cannot be used now
     */
    public GateDecision work(int shard, String topicId, long lastValidOffset, long archivedOffset) {
        long nowMs = wallMs.getAsLong();
        Extent extent = topics.extent(shard, nowMs - policy.keepMs());
        List<Reader> ofShard = readers.get().stream().filter(reader -> reader.shard() == shard).toList();
        GateFacts facts = new GateFacts(
                extent.beginning(),
                extent.end(),
                extent.bytes(),
                extent.youngOffset(),
                lastValidOffset,
                archivedOffset,
                snapshots(shard, topicId),
                ofShard,
                nowMs);
        GateDecision decision = GateDecision.of(facts, policy);
        warn(shard, decision.alarms());
        if (decision.trimTo() > extent.beginning()) {
            topics.trim(shard, decision.trimTo());
            LOG.info(
                    "shard {}: the log now begins at offset {}, {} records later; the rest is held by {}",
                    shard, decision.trimTo(), decision.trimTo() - extent.beginning(), decision.heldBy());
        }
        return decision;
    }

    /** The ends of snapshots of this very topic. */
    private List<Long> snapshots(int shard, String topicId) {
        List<Long> offsets = new ArrayList<>();
        for (Timeline timeline : archive.timelines(shard)) {
            for (SnapshotName name : archive.snapshots(shard, timeline)) {
                if (archive.manifest(archive.snapshotManifest(shard, timeline, name)).end().topicId().equals(topicId)) {
                    offsets.add(name.offset());
                }
            }
        }
        return offsets;
    }

    /** Says a thing once, until it has changed. */
    private synchronized void warn(int shard, List<String> alarms) {
        List<String> before = alarmsByShard.put(shard, alarms.stream().map(RetentionGate::kind).toList());
        for (String alarm : alarms) {
            if (before == null || !before.contains(kind(alarm))) {
                LOG.warn("shard {}: {}", shard, alarm);
            }
        }
    }

    /** An alarm without its figures. */
    private static String kind(String alarm) {
        return alarm.replaceAll(" \\d+ ", " N ");
    }
}
