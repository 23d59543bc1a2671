package io.headwater.hub.cli;

import io.headwater.archive.retention.Pins;
import io.headwater.restore.text.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headwater backup unpin}. */
@Command(
        name = "unpin",
        description = "Take a pin away; what only it kept goes with the next expiry.",
        footerHeading = "%nExamples:%n",
        footer = {"  headwater backup unpin before-migration"})
final class BackupUnpinCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ArchiveAddress archive = new ArchiveAddress();

    @Parameters(paramLabel = "NAME", description = "The pin's name.")
    String name = "";

    @Option(names = "--json", description = "Print one JSON object.")
    boolean json;

    @Override
    public Integer call() {
        archive.with(open -> {
            new Pins(open).remove(name);
            return true;
        });
        System.out.println(json ? new Json().object().member("unpinned", name).endObject().toString() : "unpinned " + name);
        return 0;
    }
}
