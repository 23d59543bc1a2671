package io.headwater.restore.publish;

import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.request.Destination;
import io.headwater.restore.request.Destination.InPlace;
import io.headwater.restore.request.Destination.NewCluster;
import io.headwater.restore.request.Destination.RdbFile;
import io.headwater.restore.request.Destination.Server;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.restore.target.RespTarget;
import io.headwater.schemas.HeadwaterException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the publication for each destination. */
public final class Publications {
    private final @Nullable RunningCluster cluster;
    private final Supplier<List<Replayed>> present;
    private final Progress progress;

    /**
     * @param cluster null without Kafka
     * @param present asked for what the cluster holds now
     */
    public Publications(@Nullable RunningCluster cluster, Supplier<List<Replayed>> present, Progress progress) {
        this.cluster = cluster;
        this.present = present;
        this.progress = progress;
    }

    public Publication of(RestoreRequest request, Plan plan) {
        Destination destination = request.destination();
        return switch (destination) {
            case null -> throw new HeadwaterException(
                    "it is not said where to restore to", "add --rdb FILE or --target redis://HOST:PORT", HeadwaterException.EXIT_USAGE);
            case RdbFile rdb -> new RdbPublication(rdb.file(), plan.toMs(), progress);
            case Server server -> new RespPublication(
                    server.toString(),
                    () -> new RespTarget(server.host(), server.port(), server.user(), server.password()),
                    server.existing(),
                    plan,
                    request.selection() + " without " + request.omission() + " " + request.ttl(),
                    progress);
            case NewCluster branch ->
                new BranchPublication(running(destination).newCluster(branch.name(), System.currentTimeMillis()), branch, plan, progress);
            case InPlace inPlace ->
                new InPlacePublication(running(destination), present, request.selection(), inPlace.force(), plan, progress);
        };
    }

    private RunningCluster running(Destination destination) {
        if (cluster == null) {
            throw new HeadwaterException(
                    "a restore to " + destination + " needs the cluster's Kafka", "add --kafka HOST:PORT, or the --dir of `headwater up`", HeadwaterException.EXIT_USAGE);
        }
        return cluster;
    }
}
