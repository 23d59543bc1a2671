package io.headwater.hub.cli;

import io.headwater.hub.role.ClusterAddress;
import io.headwater.hub.role.RestoreOptions;
import io.headwater.hub.role.RestoreRole;
import io.headwater.hub.role.TargetLogin;
import io.headwater.restore.request.Destination;
import io.headwater.restore.request.Destination.Existing;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.restore.request.RestoreRequest.Mode;
import io.headwater.restore.request.TtlRule;
import io.headwater.schemas.HeadwaterException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater restore}. */
@Command(
        name = "restore",
        description = "Bring back the keyspace as it was at a time: as an RDB file, into a running server, as a new cluster, or in place.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater restore --to 2026-11-20T18:29:59Z --rdb before.rdb",
            "  headwater restore --to latest --target redis://127.0.0.1:6390",
            "  headwater restore --before FLUSHALL --rdb before.rdb",
            "  headwater restore --to-marker before-migration --prefix user: --rdb users.rdb",
            "  headwater restore --to latest --without-actor batch --since '2h ago' --rdb mended.rdb",
            "  headwater restore --to '10 minutes ago' --preview",
            "  headwater restore --to latest --new-cluster rehearsal",
            "  headwater restore --to latest --new-cluster orders --new-kafka other:9092 --new-registry http://other:8081 --new-shards 4",
            "  HEADWATER_TARGET_PASSWORD=... headwater restore --to latest --target redis://cache.example:6379",
            "  headwater restore --before FLUSHALL --prefix user: --in-place --confirm"
        })
final class RestoreCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--store", paramLabel = "URL", description = "The archive: file:DIRECTORY or s3://BUCKET/PREFIX (default: what --dir holds).")
    @Nullable String store;

    @Mixin PointOptions to = new PointOptions();

    @Mixin SelectionOptions keys = new SelectionOptions();

    @Mixin OmissionOptions without = new OmissionOptions();

    @Option(
            names = "--ttl",
            paramLabel = "RULE",
            defaultValue = "keep",
            description = "Expiries: keep the times as they were, shift them by the restore's distance, or persist (default: ${DEFAULT-VALUE}).")
    Ttl ttl = Ttl.keep;

    /** {@link TtlRule} by the names of the command line. */
    enum Ttl {
        keep,
        shift,
        persist
    }

    @Option(names = "--rdb", paramLabel = "FILE", description = "Write this file, which must not exist yet.")
    @Nullable Path rdb;

    @Option(names = "--target", paramLabel = "redis://H:P", description = "Write into this server or cluster, which must be empty; redis://USER:PASSWORD@HOST:PORT, or the password in the environment variable HEADWATER_TARGET_PASSWORD.")
    @Nullable String target;

    @Option(names = "--replace", description = "The target may hold keys; they are removed first.")
    boolean replace;

    @Option(names = "--skip-existing", description = "The target may hold keys; they stay as they are, only absent ones are written.")
    boolean skipExisting;

    @Option(
            names = "--new-cluster",
            paramLabel = "NAME",
            description = "Make a new cluster of this name; nodes start on it as on any other.")
    @Nullable String newCluster;

    @Option(names = "--new-kafka", paramLabel = "H:P", description = "With --new-cluster: make it in this Kafka, not in that of the source.")
    @Nullable String newKafka;

    @Option(names = "--new-registry", paramLabel = "URL", description = "With --new-kafka: the schema registry there.")
    @Nullable String newRegistry;

    @Option(names = "--new-shards", paramLabel = "N", description = "With --new-cluster: how many shards it gets (default: as many as the source).")
    @Nullable Integer newShards;

    @Option(names = "--in-place", description = "Write what differs into the cluster itself, through its primaries; asks for --confirm.")
    boolean inPlace;

    @Option(names = "--confirm", description = "With --in-place: do it.")
    boolean confirm;

    @Option(names = "--force", description = "With --in-place: write also over keys that change while the restore is under way.")
    boolean force;

    @Option(names = "--dry-run", description = "Only print what would be done; with --target and --in-place, compare with what is there.")
    boolean dryRun;

    @Option(names = "--preview", description = "Only print which keys would be created, changed and removed: at --target, or against the cluster as it is now.")
    boolean preview;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    RestoreOptions options() {
        long destinations = Stream.of(rdb != null, target != null, newCluster != null, inPlace).filter(given -> given).count();
        if (destinations == 0 && !dryRun && !preview) {
            throw usage(
                    "it is not said where to restore to",
                    "add --rdb FILE, --target redis://HOST:PORT, --new-cluster NAME or --in-place");
        }
        if (destinations > 1) {
            throw usage("--rdb, --target, --new-cluster and --in-place exclude each other", "run the command once for each");
        }
        if (target == null && (replace || skipExisting)) {
            throw usage("--replace and --skip-existing go with --target", "a file or a cluster is never overwritten: choose another name");
        }
        if (newCluster == null && (newKafka != null || newRegistry != null || newShards != null)) {
            throw usage("--new-kafka, --new-registry and --new-shards go with --new-cluster", "name the cluster that is to be made");
        }
        if ((newKafka == null) != (newRegistry == null)) {
            throw usage("--new-kafka and --new-registry go together", "a log's records name their schema in the registry beside it: give both");
        }
        if (newShards != null) {
            UpCommand.requireRange("--new-shards", newShards, 1, UpCommand.MOST_SHARDS);
        }
        if (replace && skipExisting) {
            throw usage("--replace and --skip-existing exclude each other", "keys that are there go, or stay");
        }
        if (inPlace && !confirm && !dryRun && !preview) {
            throw usage("--in-place changes the cluster " + cluster.address().name(), "see what would change with --dry-run, then add --confirm");
        }
        RestoreRequest request = new RestoreRequest(
                to.point(),
                keys.selection(),
                without.omission(to.shard, to.sinceMs()),
                TtlRule.valueOf(ttl.name().toUpperCase(Locale.ROOT)),
                destination(),
                mode(),
                json);
        return new RestoreOptions(cluster.address(), cluster.store(store), elsewhere(), request);
    }

    private @Nullable ClusterAddress elsewhere() {
        return newCluster == null || newKafka == null || newRegistry == null
                ? null
                : new ClusterAddress(newCluster, Addresses.kafka(newKafka), Addresses.registry(newRegistry));
    }

    private Mode mode() {
        if (preview || dryRun && (target != null || inPlace)) {
            return Mode.PREVIEW;
        }
        return dryRun ? Mode.PLAN : Mode.RUN;
    }

    private @Nullable Destination destination() {
        if (rdb != null) {
            return new Destination.RdbFile(rdb);
        }
        if (newCluster != null) {
            return new Destination.NewCluster(newCluster, newShards == null ? Destination.NewCluster.AS_THE_SOURCE : newShards, newKafka != null);
        }
        if (inPlace) {
            return new Destination.InPlace(force);
        }
        if (target == null) {
            return null;
        }
        URI url = Addresses.redis(target);
        TargetLogin login = TargetLogin.of(url, System.getenv(TargetLogin.PASSWORD));
        return new Destination.Server(
                url.getHost(), url.getPort(), login.user(), login.password(), replace ? Existing.REPLACE : skipExisting ? Existing.SKIP : Existing.REFUSE);
    }

    @Override
    public Integer call() {
        return RestoreRole.run(options());
    }

    private static HeadwaterException usage(String message, String hint) {
        return new HeadwaterException(message, hint, HeadwaterException.EXIT_USAGE);
    }
}
