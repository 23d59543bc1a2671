package io.headwater.hub.cli;

import io.headwater.archive.proof.Verification;
import io.headwater.archive.proof.Verification.Report;
import io.headwater.hub.backup.VerifyText;
import io.headwater.restore.text.ConsoleProgress;
import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater backup verify}. */
@Command(
        name = "verify",
        description = "Read the archive back against its manifests, and rehearse the restore of the newest moment from it alone.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater backup verify                      what is new, or was found whole a month ago",
            "  headwater backup verify --full               everything, and the longest way too",
            "",
            "May be stopped at any time; the next run goes on. Exit code 0: whole, and it restores. 4: something is damaged."
        })
final class BackupVerifyCommand implements Callable<Integer> {
    private static final String MONTH = "30d";

    @Mixin Help help = new Help();

    @Mixin ArchiveAddress archive = new ArchiveAddress();

    @Option(names = "--full", description = "Read everything, and rehearse from the oldest base, too.")
    boolean full;

    @Option(names = "--older-than", paramLabel = "T", description = "Read again what was found whole longer ago than this (default: " + MONTH + ").")
    @Nullable String olderThan;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override
    public Integer call() {
        var progress = ConsoleProgress.onStandardError();
        long olderThanMs = full ? 0 : Quantities.ms(olderThan == null ? MONTH : olderThan);
        try {
            Report report = archive.with(open -> new Verification(open, System::currentTimeMillis, progress).run(olderThanMs, full));
            progress.clear();
            System.out.print(json ? VerifyText.json(report) : VerifyText.text(report));
            System.out.flush();
            return report.isGood() ? 0 : HeadwaterException.EXIT_CORRUPT;
        } finally {
            progress.clear();
        }
    }
}
