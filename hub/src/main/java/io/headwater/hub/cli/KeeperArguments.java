package io.headwater.hub.cli;

import io.headwater.archive.schedule.Cron;
import io.headwater.archive.schedule.SnapshotSchedule;
import io.headwater.hub.role.KeeperOptions;
import io.headwater.schemas.HeadwaterException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code headwater archive} that say what it does beside archiving. */
final class KeeperArguments {
    private static final int MAX_PORT = 65_535;

    @Mixin RetentionOptions retention = new RetentionOptions();

    @Option(
            names = "--snapshot-cron",
            paramLabel = "CRON",
            description = "Take snapshots at these times: minute, hour, day, month, weekday, in UTC.")
    @Nullable String snapshotCron;

    @Option(names = "--snapshot-every-bytes", paramLabel = "N", description = "Take one when so many bytes of log are behind the newest.")
    @Nullable String snapshotEveryBytes;

    @Option(names = "--snapshot-every-entries", paramLabel = "N", description = "Take one when so many entries are behind the newest.")
    long snapshotEveryEntries;

    @Option(names = "--snapshot-every-time", paramLabel = "T", description = "Take one when the log is so far ahead of the newest.")
    @Nullable String snapshotEveryTime;

    @Option(names = "--expire", description = "Delete what --window and the rules do not keep; see `headwater backup expire`.")
    boolean expire;

    @Option(names = "--metrics-port", paramLabel = "PORT", description = "Tell figures at http://127.0.0.1:PORT/metrics, as Prometheus reads them.")
    int metricsPort;

    KeeperOptions options() {
        if (!expire && retention.areGiven()) {
            throw usage("--window, --hourly, --daily and --weekly have no use without --expire", "add --expire");
        }
        if (metricsPort < 0 || metricsPort > MAX_PORT) {
            throw usage("--metrics-port " + metricsPort + " is no port", "give one from 1 to " + MAX_PORT);
        }
        if (snapshotEveryEntries < 0) {
            throw usage("--snapshot-every-entries " + snapshotEveryEntries + " is not possible", "give a number from 1");
        }
        var schedule = new SnapshotSchedule(
                snapshotCron == null ? null : Cron.parse(snapshotCron),
                snapshotEveryBytes == null ? SnapshotSchedule.NEVER : Quantities.bytes(snapshotEveryBytes),
                snapshotEveryEntries == 0 ? SnapshotSchedule.NEVER : snapshotEveryEntries,
                snapshotEveryTime == null ? SnapshotSchedule.NEVER : Quantities.ms(snapshotEveryTime));
        return new KeeperOptions(schedule, expire ? retention.policy() : null, metricsPort);
    }

    private static HeadwaterException usage(String message, String hint) {
        return new HeadwaterException(message, hint, HeadwaterException.EXIT_USAGE);
    }
}
