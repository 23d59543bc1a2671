package io.headwater.archive.replay;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.ShardTopics;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.HeadwaterException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a shard's keyspace to a time. Where an object on the way turns out to be damaged, it says so and takes another way, an older snapshot or the topic, as
 * long as there is one. One thread.
 */
public final class ShardReplay {
    private final Archive archive;
    private final @Nullable ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private final Progress progress;

    /** @param topics null if no route leads through a topic */
    public ShardReplay(
            Archive archive, @Nullable ShardTopics topics, Supplier<RecordSchemas> schemas, Progress progress) {
        this.archive = archive;
        this.topics = topics;
        this.schemas = schemas;
        this.progress = progress;
    }

    /**
     * Replays a history.
     *
     * @param toMs every entry up to this time, milliseconds since 1970
     * @param all whether everything that is there up to that time will do; otherwise a record behind it must prove that no more can come
     * @throws DamagedObjectException if an object is damaged and no way leads around it
     * @throws HeadwaterException if the log cannot be read or applied
     */
    public Replayed run(ShardHistory history, long toMs, boolean all) {
        return run(history, all ? Cut.allUntil(toMs) : Cut.at(toMs), null);
    }

    /**
     * As {@link #run(ShardHistory, long, boolean)}, up to a cut, and with what decides over each entry.
     *
     * @param filter begins anew with every way that is tried; null to apply all
     */
    public Replayed run(ShardHistory history, Cut cut, @Nullable EntryFilter filter) {
        Set<String> unusable = new HashSet<>();
        DamagedObjectException damage = null;
        long promisedMs = 0;
        while (true) {
            Routes routes = new Routes(history, unusable);
            Route route = routes.to(cut).orElse(null);
            if (route == null || Math.min(route.reachMs(), cut.toMs()) < promisedMs) {
                throw damage != null ? damage : unreachable(history, cut.toMs());
            }
            promisedMs = Math.min(route.reachMs(), cut.toMs());
            if (damage != null) {
                progress.step("shard " + history.shard() + ": " + damage.getMessage() + "; going another way: " + text(route));
            }
            try {
                return new RouteReplay(archive, topics, schemas, progress, route, cut, filter).run();
            } catch (DamagedObjectException e) {
                if (!unusable.add(e.object())) {
                    throw e;
                }
                damage = e;
            }
        }
    }

    private static String text(Route route) {
        return (route.snapshot() == null ? "from the log's beginning" : "snapshot " + route.snapshot().position()) + ", "
                + route.segments().size() + " segments" + (route.topic() == null ? "" : ", the topic from offset " + route.topic().offset());
    }

    private static HeadwaterException unreachable(ShardHistory history, long toMs) {
        return new HeadwaterException(
                "nothing leads to " + Instant.ofEpochMilli(toMs) + " on shard " + history.shard(),
                "choose a time inside the window that --dry-run prints",
                HeadwaterException.EXIT_FAILURE);
    }
}
