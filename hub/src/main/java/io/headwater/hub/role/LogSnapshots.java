package io.headwater.hub.role;

import io.headwater.archive.Archive;
import io.headwater.archive.ArchiveSnapshots;
import io.headwater.archive.store.ObjectStore;
import io.headwater.cache.node.base.BaseSource;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.LogReader;
import io.headwater.replication.TopicReader;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.List;
import java.util.Optional;

/** An archive's snapshots from which the topic in Kafka can be read on: of that very topic, and not behind what was trimmed. Any thread. */
final class LogSnapshots implements BaseSource {
    private final ArchiveSnapshots snapshots;
    private final LogReader log;

    /** @param store the archive's, open for as long as anything comes from here */
    LogSnapshots(ObjectStore store, String cluster, LogReader log) {
        this.snapshots = new ArchiveSnapshots(new Archive(store, cluster));
        this.log = log;
    }

    @Override
    public List<Snapshot> newestFirst(int shard) {
        Optional<KafkaAccess.Topic> topic = log.topic(shard);
        if (topic.isEmpty()) {
            return List.of();
        }
        long oldest;
        try (TopicReader reader = log.open(shard, KafkaNote.NONE).topic()) {
            oldest = reader.beginning();
        }
        return snapshots.newestFirst(shard).stream()
                .filter(snapshot -> snapshot.note().topicId().equals(topic.get().id()))
                .filter(snapshot -> snapshot.note().nextOffset() >= oldest)
                .toList();
    }
}
