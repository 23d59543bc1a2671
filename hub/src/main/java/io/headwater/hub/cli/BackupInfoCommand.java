package io.headwater.hub.cli;

import io.headwater.hub.backup.BackupInfo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headwater backup info}. */
@Command(
        name = "info",
        description = "Show what the manifest of a snapshot or segment says.",
        footerHeading = "%nExamples:%n",
        footer = {"  headwater backup info 1:48213", "  headwater backup info 1-48213-1795199399120-903 --json"})
final class BackupInfoCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ArchiveAddress archive = new ArchiveAddress();

    @Parameters(paramLabel = "OBJECT", description = "A snapshot's id or position as `backup list` prints them, or an object's name.")
    String object = "";

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override
    public Integer call() {
        String text = archive.with(open -> BackupInfo.of(open, object, json));
        System.out.print(text);
        System.out.flush();
        return 0;
    }
}
