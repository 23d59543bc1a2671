package io.headwater.hub.cli;

import io.headwater.restore.request.KeyPattern;
import io.headwater.restore.request.Omission;
import io.headwater.schemas.Position;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what to leave out. */
final class OmissionOptions {
    @Option(names = "--without-actor", paramLabel = "NAME", description = "Leave out what this client (CLIENT SETNAME) or user wrote; '' means clients without a name.")
    List<String> actors = new ArrayList<>();

    @Option(names = "--without-command", paramLabel = "EFFECT", description = "Leave out entries with such an effect, as `headwater tap` shows it: FLUSHALL.")
    List<String> commands = new ArrayList<>();

    @Option(names = "--without-key", paramLabel = "GLOB", description = "Leave out writes to such keys.")
    List<String> keys = new ArrayList<>();

    @Option(names = "--without-range", paramLabel = "E:L..E:L", description = "Leave out these entries, both ends included; with --shard.")
    List<String> ranges = new ArrayList<>();

    Omission omission(@Nullable Integer shard, long sinceMs) {
        Set<String> effects = new LinkedHashSet<>();
        commands.forEach(command -> effects.add(PointOptions.effect(command)));
        return new Omission(
                new LinkedHashSet<>(actors),
                effects,
                keys.stream().map(KeyPattern::glob).toList(),
                ranges.stream().map(range -> range(range, shard)).toList(),
                sinceMs);
    }

    private static Omission.Range range(String text, @Nullable Integer shard) {
        String[] ends = text.split("\\.\\.", -1);
        try {
            if (ends.length == 2) {
                return new Omission.Range(shard, Position.parse(ends[0]), Position.parse(ends[1]));
            }
        } catch (IllegalArgumentException e) {
            // as any other text that is no range
        }
        throw PointOptions.usage("'" + text + "' is not a range of positions", "give EPOCH:LSN..EPOCH:LSN, for example 3:1042..3:1050");
    }
}
