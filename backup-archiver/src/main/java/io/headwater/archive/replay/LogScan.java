package io.headwater.archive.replay;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.ShardTopics;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads through a shard's log, archive first, then topic, without folding it. One thread. */
public final class LogScan {
    private final Archive archive;
    private final @Nullable ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private final Progress progress;

    /** @param topics null to use the archive alone */
    public LogScan(Archive archive, @Nullable ShardTopics topics, Supplier<RecordSchemas> schemas, Progress progress) {
        this.archive = archive;
        this.topics = topics;
        this.schemas = schemas;
        this.progress = progress;
    }

    /**
     * Shows all entries from a time on, and maybe some before it, until the visitor has had enough or the log ends.
     *
     * @param sinceMs milliseconds since 1970
     * @return the time of the oldest piece that was read: if it is later than {@code sinceMs}, nobody has what was before
     * @throws DamagedObjectException if an object on the way is damaged
     * @throws HeadwaterException if the log cannot be read
     */
    public long run(ShardHistory history, long sinceMs, EntryVisitor visitor) {
        Route route = new Routes(history, Set.of()).scan(sinceMs).orElse(null);
        if (route == null) {
            return Long.MAX_VALUE;
        }
        SnapshotInfo snapshot = route.snapshot();
        KafkaNote start = snapshot == null ? KafkaNote.NONE : archive.manifest(snapshot.manifest()).end();
        new RouteReader(archive, topics, schemas, progress, route)
                .run(start, state -> new EntryScan(history.shard(), state, visitor));
        return route.from();
    }
}
