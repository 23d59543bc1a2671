package io.headwater.hub.role;

import io.headwater.publisher.NewCluster;
import io.headwater.restore.publish.RunningCluster;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.HostPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a restore can write in Kafka. Any thread.
 *
 * @param source the cluster that is restored; null if its Kafka is not known, or is lost
 * @param elsewhere where a new cluster is made; null for beside the source
 */
record RestorePlaces(@Nullable ClusterLog source, @Nullable ClusterLog elsewhere) implements RunningCluster {
    @Override
    public List<HostPort> primaries() {
        if (source == null) {
            throw new HeadwaterException(
                    "a restore in place needs the cluster's Kafka", "add --kafka HOST:PORT, or the --dir of `headwater up`", HeadwaterException.EXIT_USAGE);
        }
        return source.primaries();
    }

    @Override
    public NewCluster newCluster(String name, long nowMs) {
        ClusterLog place = elsewhere != null ? elsewhere : source;
        if (place == null) {
            throw new HeadwaterException(
                    "a new cluster needs a Kafka",
                    "add --new-kafka HOST:PORT and --new-registry URL, or --kafka HOST:PORT for the one of the source, or the --dir of `headwater up`",
                    HeadwaterException.EXIT_USAGE);
        }
        return place.newCluster(name, nowMs);
    }
}
