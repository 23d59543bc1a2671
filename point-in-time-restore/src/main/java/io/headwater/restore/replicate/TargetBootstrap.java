package io.headwater.restore.replicate;

import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.node.base.BaseFetch;
import io.headwater.cache.node.base.BaseFetch.Fetched;
import io.headwater.cache.node.base.BaseSource;
import io.headwater.cache.rdb.KeyspaceRdbLoader;
import io.headwater.restore.target.EffectTarget;
import io.headwater.restore.target.RespTarget;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a target from the newest snapshot. First it is emptied and marked as loading, in one transaction; last it gets its position. What dies between leaves a mark by
 * which the next start knows that the keys are its own, and begins anew.
 */
final class TargetBootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(TargetBootstrap.class);
    /** More databases than a node is likely to be configured with; an empty one costs next to nothing. */
    private static final int DATABASES = 1024;

    private final ReplicateRequest request;
    private final BaseSource source;

    TargetBootstrap(ReplicateRequest request, BaseSource source) {
        this.request = request;
        this.source = source;
    }

    /**
     * Refuses a target that holds what is not ours.
     *
     * @throws HeadwaterException if it holds keys
     */
    void requireEmpty() {
        try (RespTarget target = connect()) {
            long keys = target.keys();
            if (keys > 0 && !request.replace()) {
                throw new HeadwaterException(
                        request.url() + " holds " + keys + " keys and no position of this log",
                        "choose an empty server, or add --replace to remove them",
                        HeadwaterException.EXIT_USAGE);
            }
        }
    }

    /** Fills the target; returns where the log is to be read on. */
    KafkaNote run(EffectTarget target) throws IOException {
        target.clear(StoredPosition.LOADING);
        Path folder = Files.createTempDirectory("headwater-replicate");
        try {
            Fetched fetched = new BaseFetch(folder, request.shard()).fetch(source.newestFirst(request.shard()));
            if (fetched == null) {
                LOG.info("there is no snapshot; starting at the log's beginning");
                return KafkaNote.NONE;
            }
            long keys = load(fetched);
            KafkaNote note = fetched.snapshot().note();
            target.begin();
            target.commit(StoredPosition.of(note));
            target.settle();
            LOG.info("filled with {} keys of snapshot {}", keys, fetched.snapshot().name());
            return note;
        } finally {
            deleteAll(folder);
        }
    }

    private long load(Fetched fetched) throws IOException {
        Keyspace keyspace = new Keyspace(DATABASES, Hasher.from(new SecureRandom()), false);
        KeyspaceRdbLoader.load(fetched.file(), keyspace);
        try (RespTarget target = connect()) {
            target.requireRoomFor(keyspace);
            // Expired keys too, for the log goes on with them; the server hides them by its own clock.
            target.write(keyspace, 0, sent -> {});
        }
        return keyspace.size();
    }

    private RespTarget connect() {
        return new RespTarget(request.host(), request.port(), request.user(), request.password());
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
