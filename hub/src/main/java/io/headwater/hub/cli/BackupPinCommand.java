package io.headwater.hub.cli;

import io.headwater.archive.retention.Pin;
import io.headwater.hub.backup.BackupPins;
import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headwater backup pin}. */
@Command(
        name = "pin",
        description = "Keep a snapshot, or a moment on every shard, whatever the rules of retention say.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater backup pin 2026-11-20T18:29:59Z --name before-migration",
            "  headwater backup pin 1:48213"
        })
final class BackupPinCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ArchiveAddress archive = new ArchiveAddress();

    @Parameters(paramLabel = "SNAPSHOT|TIME", description = "A snapshot's id, position or object, or a time as `restore --to` takes it.")
    String what = "";

    @Option(names = "--name", paramLabel = "NAME", description = "What the pin is called (default: its time).")
    @Nullable String name;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override
    public Integer call() {
        Pin pin = archive.with(open -> {
            long nowMs = System.currentTimeMillis();
            Pin ofSnapshot = BackupPins.snapshot(open, what, name, nowMs);
            return ofSnapshot != null ? ofSnapshot : BackupPins.moment(open, time(), name, nowMs);
        });
        System.out.print(json ? BackupPins.json(pin) : BackupPins.text(pin));
        System.out.flush();
        return 0;
    }

    private long time() {
        TimeArgument time;
        try {
            time = TimeArgument.parse(what);
        } catch (IllegalArgumentException e) {
            throw new HeadwaterException(
                    "'" + what + "' is neither a snapshot nor a time", "`headwater backup list` shows the snapshots", HeadwaterException.EXIT_USAGE);
        }
        if (time.isLatest()) {
            throw new HeadwaterException("latest is a moving target", "pin a time or a snapshot", HeadwaterException.EXIT_USAGE);
        }
        return time.timeMs();
    }
}
