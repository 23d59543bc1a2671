package io.headwater.restore;

import io.headwater.archive.replay.Progress;
import io.headwater.restore.Destination.InPlace;
import io.headwater.restore.Destination.NewCluster;
import io.headwater.restore.Destination.RdbFile;
import io.headwater.restore.Destination.Server;
import io.headwater.restore.target.RespTarget;
import io.headwater.schemas.HeadwaterException;

/** Makes the publication for each destination. */
final class Publications {
    private final Progress progress;

    Publications(Progress progress) {
        this.progress = progress;
    }

    Publication of(Destination destination, Plan plan) {
        return switch (destination) {
            case RdbFile rdb -> new RdbPublication(rdb.file(), plan.toMs());
            case Server server -> new RespPublication(
                    server.toString(),
                    () -> new RespTarget(server.host(), server.port(), server.user(), server.password()),
                    server.existing(),
                    plan,
                    "",
                    progress);
            case NewCluster unserved -> throw unserved(unserved);
            case InPlace unserved -> throw unserved(unserved);
        };
    }

    private static HeadwaterException unserved(Destination destination) {
        return new HeadwaterException(
                "a restore to " + destination + " needs the cluster's Kafka", "add --rdb FILE or --target redis://HOST:PORT", HeadwaterException.EXIT_USAGE);
    }
}
