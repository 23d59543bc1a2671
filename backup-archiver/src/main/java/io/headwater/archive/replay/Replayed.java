package io.headwater.archive.replay;

import io.headwater.cache.engine.Keyspace;
import io.headwater.schemas.ArchiveManifest.Proven;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shard's keyspace at a time.
 *
 * @param keyspace holds expired keys too
 * @param position behind the last entry that was applied
 * @param end the log behind the last record that was read: where to read on if nothing was left out
 * @param entries applied, those in the snapshot not counted
 * @param effects applied
 * @param bytes of the objects and records that were read
 * @param proven the newest digest of the log that the keyspace was compared with on its way; null if it passed none
 * @param detours what was wrong with the ways that were tried before this one, a line each
 */
public record Replayed(
        Route route,
        Keyspace keyspace,
        Position position,
        KafkaNote end,
        long entries,
        long effects,
        long bytes,
        @Nullable Proven proven,
        List<String> detours) {
    public Replayed {
        detours = List.copyOf(detours);
    }

    /** The same with another keyspace made of this one's keys. */
    public Replayed with(Keyspace other) {
        return new Replayed(route, other, position, end, entries, effects, bytes, proven, detours);
    }

    /** The same, come to after these troubles. */
    Replayed after(List<String> troubles) {
        return new Replayed(route, keyspace, position, end, entries, effects, bytes, proven, troubles);
    }
}
