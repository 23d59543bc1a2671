package io.headwater.hub.cli;

import io.headwater.archive.proof.Proof;
import io.headwater.archive.schedule.Cron;
import io.headwater.hub.Exit;
import io.headwater.hub.backup.Drill;
import io.headwater.hub.backup.DrillText;
import io.headwater.restore.text.ConsoleProgress;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater drill}. */
@Command(
        name = "drill",
        description = "Restore the newest moment of the archive into a scratch node, compare, record how long it took, and clean up.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater drill                              once",
            "  headwater drill --cron \"30 4 * * *\"          every night, until Ctrl-C",
            "",
            "Exit code of a single drill: 0 if it restored, 4 if it did not."
        })
final class DrillCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ArchiveAddress archive = new ArchiveAddress();

    @Option(names = "--once", description = "Drill now, once (default).")
    boolean once;

    @Option(names = "--cron", paramLabel = "CRON", description = "Drill at these times: minute, hour, day, month, weekday, in UTC; until Ctrl-C.")
    @Nullable String cron;

    @Option(names = "--json", description = "Print one JSON object for each drill.")
    boolean json;

    @Override
    public Integer call() {
        if (cron == null) {
            return drill() ? 0 : HeadwaterException.EXIT_CORRUPT;
        }
        if (once) {
            throw new HeadwaterException("--once and --cron exclude each other", "leave one of them out", HeadwaterException.EXIT_USAGE);
        }
        schedule(Cron.parse(cron));
        return 0;
    }

    private void schedule(Cron times) {
        var stop = new CountDownLatch(1);
        Thread drilling = Thread.currentThread();
        Exit.onSignal(() -> {
            stop.countDown();
            drilling.interrupt();
        });
        while (true) {
            long dueMs = times.nextAfter(System.currentTimeMillis()).orElseThrow();
            try {
                if (stop.await(dueMs - System.currentTimeMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                drill();
            } catch (HeadwaterException e) {
                System.err.println("headwater: " + e.getMessage() + " (hint: " + e.hint() + ")");
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean drill() {
        var progress = ConsoleProgress.onStandardError();
        try {
            Proof proof = archive.with(
                    open -> new Drill(open, Path.of(System.getProperty("java.io.tmpdir")), System::currentTimeMillis, progress).run());
            progress.clear();
            System.out.print(json ? DrillText.json(proof) : DrillText.text(proof));
            System.out.flush();
            return proof.isGood();
        } finally {
            progress.clear();
        }
    }
}
