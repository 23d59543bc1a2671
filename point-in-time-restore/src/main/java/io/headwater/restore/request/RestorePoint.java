package io.headwater.restore.request;

import io.headwater.schemas.Position;
import org.jspecify.annotations.Nullable;

/**
 * The moment to which a restore goes. Every shard is cut at one time; where the moment is an entry of one shard's log, that shard is cut at the entry itself:
 *
 * <table>
 * <caption>What is restored</caption>
 * <tr><th>point</th><th>the entry's shard</th><th>every other shard</th></tr>
 * <tr><td>time T, latest</td><td colspan="2">entries with time &lt;= T</td></tr>
 * <tr><td>position of an entry of time T</td><td>up to the entry, with it</td><td>entries with time &lt;= T</td></tr>
 * <tr><td>marker whose entry is of time T</td><td>up to each shard's own marker entry; a shard without: entries with time &lt;= the latest T</td><td></td></tr>
 * <tr><td>before an entry of time T</td><td>up to the entry, without it</td><td>entries with time &lt; T</td></tr>
 * </table>
 */
public sealed interface RestorePoint {
    /** The latest moment that every shard has reached. */
    RestorePoint LATEST = new Latest();

    /** Every entry up to this time, milliseconds since 1970. */
    record Time(long ms) implements RestorePoint {}

    /** As {@link #LATEST}. */
    record Latest() implements RestorePoint {}

    /**
     * Behind an entry.
     *
     * @param shard whose log the position is in; null only in a cluster of one shard
     */
    record At(@Nullable Integer shard, Position position) implements RestorePoint {}

    /**
     * At a marker.
     *
     * @param occurrence which of several of that name: 1 is the newest, 2 the one before it
     */
    record Marker(String name, int occurrence) implements RestorePoint {
        public Marker {
            if (occurrence < 1) {
                throw new IllegalArgumentException("an occurrence is counted from 1");
            }
        }
    }

    /**
     * Just before the first entry that matches.
     *
     * @param sinceMs entries before this time are not looked at, milliseconds since 1970
     */
    record Before(EntryPattern pattern, long sinceMs) implements RestorePoint {}
}
