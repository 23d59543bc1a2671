package io.headwater.hub.cli;

import io.headwater.cache.engine.EffectOp;
import io.headwater.restore.request.EntryPattern;
import io.headwater.restore.request.KeyPattern;
import io.headwater.restore.request.RestorePoint;
import io.headwater.schemas.HeadwaterException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say to which moment. */
final class PointOptions {
    @Option(
            names = "--to",
            paramLabel = "POINT",
            description = "Every write up to then: ISO-8601 (no zone means UTC), seconds or milliseconds since 1970, '10 minutes ago', latest,"
                    + " epoch:lsn (that entry is the last; with --shard), or marker:NAME.")
    @Nullable PointArgument to;

    @Option(names = "--shard", paramLabel = "N", description = "Whose position --to and --without-range mean, if there are several shards.")
    @Nullable Integer shard;

    @Option(names = "--to-marker", paramLabel = "NAME", description = "Up to the newest marker of this name.")
    @Nullable String marker;

    @Option(names = "--occurrence", paramLabel = "N", description = "With --to-marker: 2 is the marker before the newest, and so on (default: 1).")
    @Nullable Integer occurrence;

    @Option(
            names = "--before",
            paramLabel = "EFFECT",
            description = "Up to just before the first such effect, as `headwater tap` shows it: FLUSHALL, DEL, SET.")
    @Nullable String beforeCommand;

    @Option(names = "--before-key", paramLabel = "GLOB", description = "Up to just before the first write to such a key.")
    @Nullable String beforeKey;

    @Option(names = "--before-actor", paramLabel = "NAME", description = "Up to just before the first write of this client (CLIENT SETNAME) or user; '' means clients without a name.")
    @Nullable String beforeActor;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "With --before...: look from then on only. With --without...: leave out from then on only (default: the whole log).")
    @Nullable TimeArgument since;

    /** The one point that is meant. */
    RestorePoint point() {
        boolean before = beforeCommand != null || beforeKey != null || beforeActor != null;
        int given = (to == null ? 0 : 1) + (marker == null ? 0 : 1) + (before ? 1 : 0);
        if (given != 1) {
            throw usage(
                    given == 0 ? "it is not said to which moment" : "--to, --to-marker and --before... exclude each other",
                    "give one of --to, --to-marker, --before, --before-key and --before-actor");
        }
        Integer which = occurrence;
        if (which != null && (marker == null || which < 1)) {
            throw usage("--occurrence goes with --to-marker and is 1 or more", "1 is the newest marker of the name");
        }
        if (to != null) {
            return to.point(shard);
        }
        if (marker != null) {
            return new RestorePoint.Marker(marker, which == null ? 1 : which);
        }
        EntryPattern pattern = new EntryPattern(
                beforeCommand == null ? null : effect(beforeCommand), beforeKey == null ? null : KeyPattern.glob(beforeKey), beforeActor);
        return new RestorePoint.Before(pattern, sinceMs());
    }

    /** What --since says; 0 if nothing. */
    long sinceMs() {
        TimeArgument time = since;
        if (time != null && time.isLatest()) {
            throw usage("--since latest leaves nothing to look at", "give a time, such as '2 hours ago'");
        }
        return time == null ? 0 : time.timeMs();
    }

    /** The name of an effect in capitals, refused if the log has no such effect. */
    static String effect(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT);
        boolean known = Arrays.stream(EffectOp.values()).anyMatch(op -> op.name().equals(name));
        if (!known) {
            throw usage(
                    "the log holds no effect " + name + ": it holds what commands come to, as INCR comes to SET",
                    "one of " + Arrays.stream(EffectOp.values()).map(Enum::name).collect(Collectors.joining(", ")));
        }
        return name;
    }

    static HeadwaterException usage(String message, String hint) {
        return new HeadwaterException(message, hint, HeadwaterException.EXIT_USAGE);
    }
}
