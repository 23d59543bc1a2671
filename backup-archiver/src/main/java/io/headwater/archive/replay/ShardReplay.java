package io.headwater.archive.replay;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.ShardTopics;
import io.headwater.replication.RecordSchemas;
import io.headwater.schemas.HeadwaterException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a shard's keyspace to a time. Where an object on the way turns out to be damaged, or the keys that come out are not those that the primary's digest tells of, it says so and takes another way,
 * an older snapshot or the topic, as long as there is one. One thread.
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
     * @throws DivergedException if on every way the keys are not the primary's
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
        Detours detours = new Detours(history, cut);
        while (true) {
            Route route = detours.next();
            if (!detours.said().isEmpty()) {
                progress.step("shard " + history.shard() + ": " + detours.said().getLast() + "; going another way: " + route.text());
            }
            try {
                return new RouteReplay(archive, topics, schemas, progress, route, cut, filter, detours.doubtedLsn()).run().after(detours.said());
            } catch (DamagedObjectException damage) {
                if (!detours.avoid(damage)) {
                    throw damage;
                }
            } catch (DivergedException divergence) {
                detours.avoid(route, divergence);
            }
        }
    }
}
