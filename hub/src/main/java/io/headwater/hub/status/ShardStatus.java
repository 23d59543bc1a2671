package io.headwater.hub.status;

import io.headwater.cache.node.ClusterDirectory.Primary;
import io.headwater.cache.node.ClusterDirectory.Reader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shard.
 *
 * @param primary as the directory has it; null before the first
 * @param answer the primary's own
 * @param members its readers: standbys, replicas, archivers and whoever else has registered
 */
record ShardStatus(int shard, @Nullable Primary primary, NodeAnswer answer, List<Member> members) {
    /** A reader, and its own answer if it is a node. */
    record Member(Reader reader, NodeAnswer answer) {
        boolean isNode() {
            return !reader.address().isEmpty();
        }
    }

    /** Whether a primary answers, and says that it is one. */
    boolean isServed() {
        return answer.reachable() && answer.leads();
    }
}
