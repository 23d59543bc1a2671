package io.headwater.archive.replay;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.ShardTopics;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.rdb.KeyspaceRdbLoader.KeyFilter;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Walks one route: loads the snapshot and replays what is behind it. One instance serves one walk, on one thread. */
final class RouteReplay {
    /** More databases than a node is likely to be configured with; a database costs next to nothing until it has keys. */
    static final int DATABASES = 1024;

    private final Archive archive;
    private final @Nullable ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private final Progress progress;
    private final Route route;
    private final Cut cut;
    private final @Nullable EntryFilter filter;
    private final Keyspace keyspace = new Keyspace(DATABASES, Hasher.from(new SecureRandom()), false);

    private final DigestCheck digests;

    /**
     * @param filter what decides over each entry; null to apply all
     * @param doubtedLsn another way failed the digest at this entry; 0 for none
     */
    RouteReplay(
            Archive archive,
            @Nullable ShardTopics topics,
            Supplier<RecordSchemas> schemas,
            Progress progress,
            Route route,
            Cut cut,
            @Nullable EntryFilter filter,
            long doubtedLsn) {
        this.archive = archive;
        this.topics = topics;
        this.schemas = schemas;
        this.progress = progress;
        this.route = route;
        this.cut = cut;
        this.filter = filter;
        digests = new DigestCheck(route.history().shard(), route.text(), keyspace, Math.min(cut.toMs(), route.reachMs()), doubtedLsn);
    }

    /**
     * Walks.
     *
     * @throws DamagedObjectException if an object on the way cannot be used; another route may avoid it
     * @throws HeadwaterException if the topic cannot be read, or the log holds what this version cannot apply
     */
    Replayed run() {
        SnapshotInfo snapshot = route.snapshot();
        Position loaded = Position.START;
        KafkaNote start = KafkaNote.NONE;
        if (snapshot != null) {
            progress.step("shard " + route.history().shard() + ": loading snapshot " + snapshot.position());
            SnapshotLoader.Loaded contents = SnapshotLoader.load(archive, snapshot, keyspace, filter == null ? KeyFilter.ALL : filter.baseKeys());
            loaded = contents.manifest().position();
            start = contents.manifest().end();
            digests.startsAt(contents.proven());
        }
        if (filter != null) {
            filter.begin(keyspace);
        }
        RouteReader reader = new RouteReader(archive, topics, schemas, progress, route);
        Position behind = loaded;
        Replay replay = (Replay) reader.run(start, state -> new Replay(route.history().shard(), state, keyspace, behind, cut, filter, digests));
        return new Replayed(
                route,
                keyspace,
                replay == null ? loaded : replay.position(),
                reader.end(),
                replay == null ? 0 : replay.entries(),
                replay == null ? 0 : replay.effects(),
                reader.bytes() + (snapshot == null ? 0 : snapshot.bytes()),
                filter != null && filter.hasLeftOut() ? null : digests.proven(),
                List.of());
    }
}
