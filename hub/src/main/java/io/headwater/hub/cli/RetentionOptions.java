package io.headwater.hub.cli;

import io.headwater.archive.retention.RetentionPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what an archive keeps. */
final class RetentionOptions {
    @Option(names = "--window", paramLabel = "T", description = "Every moment so far back stays restorable (default: 7d).")
    @Nullable String window;

    @Option(names = "--hourly", paramLabel = "N", description = "Of so many hours that hold a snapshot, the newest stays (default: 0).")
    int hourly;

    @Option(names = "--daily", paramLabel = "N", description = "The same for days.")
    int daily;

    @Option(names = "--weekly", paramLabel = "N", description = "The same for weeks, from Monday, UTC.")
    int weekly;

    RetentionPolicy policy() {
        return new RetentionPolicy(window == null ? RetentionPolicy.DEFAULT.windowMs() : Quantities.ms(window), hourly, daily, weekly);
    }

    boolean areGiven() {
        return window != null || hourly != 0 || daily != 0 || weekly != 0;
    }
}
