package io.headwater.restore.publish;

import io.headwater.publisher.NewCluster;
import io.headwater.schemas.HostPort;
import java.util.List;

/** What a restore needs of the cluster beyond its log: where its primaries are, and a place beside it. */
public interface RunningCluster {
    /**
     * The primaries' addresses, by shard.
     *
     * @throws io.headwater.schemas.HeadwaterException if a shard has none, or Kafka is out of reach
     */
    List<HostPort> primaries();

    /**
     * A cluster that is to be made, in the same Kafka or in the one that was asked for.
     *
     * @param nowMs the time of everything in its log, milliseconds since 1970
     */
    NewCluster newCluster(String name, long nowMs);
}
