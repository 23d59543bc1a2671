package io.headwater.hub.cli;

import io.headwater.archive.retention.ExpirePlan;
import io.headwater.archive.retention.Expiry;
import io.headwater.archive.retention.Expiry.Deleted;
import io.headwater.hub.backup.ExpireText;
import io.headwater.restore.text.ConsoleProgress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater backup expire}. */
@Command(
        name = "expire",
        description = "Delete what no promised moment needs: says what, and with --confirm does it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater backup expire --window 7d --daily 14 --weekly 8",
            "  headwater backup expire --window 7d --daily 14 --weekly 8 --confirm"
        })
final class BackupExpireCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ArchiveAddress archive = new ArchiveAddress();

    @Mixin RetentionOptions retention = new RetentionOptions();

    @Option(names = "--confirm", description = "Delete it.")
    boolean confirm;

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override
    public Integer call() {
        var progress = ConsoleProgress.onStandardError();
        String report = archive.with(open -> {
            var expiry = new Expiry(open, retention.policy(), System::currentTimeMillis, progress);
            List<ExpirePlan> plans = expiry.plan();
            List<Deleted> deleted = confirm ? plans.stream().map(expiry::run).toList() : List.of();
            progress.clear();
            return json ? ExpireText.json(plans, deleted) : ExpireText.text(plans, deleted);
        });
        System.out.print(report);
        System.out.flush();
        return 0;
    }
}
