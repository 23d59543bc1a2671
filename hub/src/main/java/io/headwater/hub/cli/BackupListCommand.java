package io.headwater.hub.cli;

import io.headwater.hub.backup.BackupList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater backup list}. */
@Command(
        name = "list",
        description = "Show what the archive can restore: windows, gaps, timelines, snapshots, pins, and the last second that is proven.",
        footerHeading = "%nExamples:%n",
        footer = {"  headwater backup list", "  headwater backup list --store file:/backup/headwater --json"})
final class BackupListCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ArchiveAddress archive = new ArchiveAddress();

    @Option(names = "--json", description = "Print one JSON object, with every snapshot.")
    boolean json;

    @Override
    public Integer call() {
        String text = archive.with(open -> {
            BackupList list = BackupList.of(open, System.currentTimeMillis());
            return json ? list.json(open) : list.text();
        });
        System.out.print(text);
        System.out.flush();
        return 0;
    }
}
