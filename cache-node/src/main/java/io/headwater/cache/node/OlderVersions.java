package io.headwater.cache.node;

import io.headwater.cache.engine.read.KeyVersion;
import io.headwater.schemas.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The past of a key beyond what a node's own directory knows: a port of the node, implemented over archive and topic. Any thread; calls may take seconds. */
@FunctionalInterface
public interface OlderVersions {
    /** Nothing is known beyond. */
    OlderVersions NONE = (shard, database, key, count) -> null;

    /**
     * The newest versions of a key in the log.
     *
     * @param count so many at most
     * @return null if nothing is known beyond the node's directory
     * @throws io.headwater.schemas.HeadwaterException if it cannot be read, or would take too long
     */
    @Nullable Past of(int shard, int database, byte[] key, int count);

    /**
     * What was read.
     *
     * @param beginsAfter the position before the first entry that was read; {@link Position#START} if the log was read from its beginning
     */
    record Past(List<KeyVersion> newestFirst, Position beginsAfter) {
        public Past {
            newestFirst = List.copyOf(newestFirst);
        }
    }
}
