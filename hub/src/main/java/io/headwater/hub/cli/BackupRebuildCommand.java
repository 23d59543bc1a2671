package io.headwater.hub.cli;

import io.headwater.archive.ManifestRebuild;
import io.headwater.archive.ManifestRebuild.Report;
import io.headwater.hub.backup.RebuildText;
import io.headwater.restore.text.ConsoleProgress;
import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater backup rebuild}. */
@Command(
        name = "rebuild",
        description = "Make manifests anew that are lost or damaged, from the segments and snapshots themselves. Deletes nothing; lists what nobody uses.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater backup rebuild --dry-run           what would be made anew",
            "  headwater backup rebuild --store file:/backup/headwater --shards 2",
            "",
            "Exit code 0: the archive has all that it should have. 4: an object is damaged, or a part of the log is missing."
        })
final class BackupRebuildCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ArchiveAddress archive = new ArchiveAddress();

    @Option(names = "--shards", paramLabel = "N", description = "How many shards the cluster has (default: what the archive says).")
    int shards;

    @Option(names = "--dry-run", description = "Only print what would be done.")
    boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override
    public Integer call() {
        var progress = ConsoleProgress.onStandardError();
        try {
            Report report = archive.with(open -> new ManifestRebuild(open, progress).run(shards, !dryRun));
            progress.clear();
            System.out.print(json ? RebuildText.json(report, dryRun) : RebuildText.text(report, dryRun));
            System.out.flush();
            return report.isWhole() ? 0 : HeadwaterException.EXIT_CORRUPT;
        } finally {
            progress.clear();
        }
    }
}
