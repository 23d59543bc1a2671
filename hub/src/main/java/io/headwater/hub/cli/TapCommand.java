package io.headwater.hub.cli;

import io.headwater.hub.role.TapOptions;
import io.headwater.hub.role.TapRole;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.util.concurrent.Callable;
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
            "  headwater tap --shard 0 --from 3:1042        from a position, epoch:lsn"
        })
final class TapCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--shard", paramLabel = "N", description = "Only this shard (default: all).")
    @Nullable Integer shard;

    @Option(names = "--from", paramLabel = "TIME|POSITION", description = "Where to begin: a time, or epoch:lsn with --shard (default: the oldest record).")
    @Nullable FromArgument from;

    @Option(names = "--follow", description = "Go on until Ctrl-C.")
    boolean follow;

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
        return new TapOptions(cluster.addressWithKafka(), wantedShard, fromMs, position, follow);
    }

    @Override
    public Integer call() {
        return TapRole.run(options());
    }

    private static HeadwaterException usage(String message, String hint) {
        return new HeadwaterException(message, hint, HeadwaterException.EXIT_USAGE);
    }
}
