package io.headwater.hub.cli;

import io.headwater.hub.role.TapOptions;
import io.headwater.hub.role.TapRole;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater tap}. */
@Command(
        name = "tap",
        description = "Print the binlog, one line of JSON per effect.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater tap                                everything from the oldest record to the end",
            "  headwater tap --follow --from latest         what is written from now on",
            "  headwater tap --shard 0 --from 3:1042        from a position, epoch:lsn",
            "  headwater tap --follow --name audit          the log waits for this reader when it is away",
            "  headwater tap --store file:/backup/headwater what the topic no longer has comes from the archive"
        })
final class TapCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--shard", paramLabel = "N", description = "Only this shard (default: all).")
    @Nullable Integer shard;

    @Option(names = "--from", paramLabel = "TIME|POSITION", description = "Where to begin: a time, or epoch:lsn with --shard (default: the oldest record).")
    @Nullable FromArgument from;

    @Option(names = "--follow", description = "Go on until Ctrl-C; meanwhile the log keeps what is not printed yet.")
    boolean follow;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "With --follow: register as this reader, and stay so for --time-to-live after the end (default: until the end only).")
    @Nullable String name;

    @Option(
            names = "--time-to-live",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "For how long the log waits for a tap that is not heard of (default: ${DEFAULT-VALUE}).")
    String timeToLive = "1h";

    @Option(
            names = "--store",
            paramLabel = "URL",
            description = "Archive, read where the topic was trimmed (default: the one of the `up` in --dir).")
    @Nullable String store;

    TapOptions options() {
        Integer wantedShard = shard;
        if (wantedShard != null && wantedShard < 0) {
            throw usage("--shard " + wantedShard + " is not a shard", "shards are numbered from 0");
        }
        Long fromMs = from instanceof FromArgument.AtTime at ? at.time().timeMs() : null;
        Position position = from instanceof FromArgument.AtPosition at ? at.position() : null;
        if (position != null && wantedShard == null) {
            throw usage("a position is one shard's", "add --shard N");
        }
        if (name != null && (!follow || !NAME.matcher(name).matches())) {
            throw usage("--name " + name + " cannot be used", follow ? "use letters, digits, dots, hyphens and underscores" : "add --follow");
        }
        return new TapOptions(
                cluster.addressWithKafka(), wantedShard, fromMs, position, follow, cluster.storeIfKnown(store), name, Quantities.ms(timeToLive));
    }

    @Override
    public Integer call() {
        return TapRole.run(options());
    }

    private static HeadwaterException usage(String message, String hint) {
        return new HeadwaterException(message, hint, HeadwaterException.EXIT_USAGE);
    }
}
