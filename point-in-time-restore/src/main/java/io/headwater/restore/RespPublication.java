package io.headwater.restore;

import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.restore.target.RespTarget;
import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A running server or cluster. Shards are held until all are verified: what is replayed wrongly must not be in a live server already. */
final class RespPublication implements Publication {
    private final Supplier<RespTarget> connect;
    private final String url;
    private final boolean replace;
    private final long toMs;
    private final Progress progress;
    private final List<Replayed> shards = new ArrayList<>();
    private @Nullable RespTarget target;

    /**
     * @param replace whether keys that are there may go
     * @param toMs keys that are expired then are left out
     */
    RespPublication(String url, Supplier<RespTarget> connect, boolean replace, long toMs, Progress progress) {
        this.url = url;
        this.connect = connect;
        this.replace = replace;
        this.toMs = toMs;
        this.progress = progress;
    }

    @Override
    public void prepare() {
        try (RespTarget probe = connect.get()) {
            requireEmpty(probe);
        }
    }

    private void requireEmpty(RespTarget server) {
        long keys = server.keys();
        if (keys > 0 && !replace) {
            throw new HeadwaterException(
                    server.url() + " is not empty: it holds " + Times.count(keys) + " keys",
                    "choose an empty server, or add --replace to remove them",
                    HeadwaterException.EXIT_USAGE);
        }
    }

    @Override
    public void add(Replayed shard) {
        shards.add(shard);
    }

    @Override
    public long publish() {
        // Connected anew: the replay may have taken longer than an idle connection lives.
        RespTarget server = connect.get();
        target = server;
        requireEmpty(server);
        long total = 0;
        for (Replayed shard : shards) {
            server.requireRoomFor(shard.keyspace());
            total += shard.keyspace().size();
        }
        if (replace) {
            server.flush();
        }
        long all = total;
        long effects = shards.stream().mapToLong(Replayed::effects).sum();
        for (Replayed shard : shards) {
            server.write(shard.keyspace(), toMs, keys -> progress.advanced("writing", keys, all, effects));
        }
        return server.bytesOut();
    }

    @Override
    public String target() {
        return url;
    }

    @Override
    public void close() {
        if (target != null) {
            Objects.requireNonNull(target).close();
        }
    }
}
