package io.headwater.hub.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code headwater version}. */
@Command(
        name = "version",
        description = "Print the version, of the JVM too.",
        footerHeading = "%nExamples:%n",
        footer = {"  headwater version"})
final class VersionCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Override
    public Integer call() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        System.out.println("headwater " + (version == null ? "(unpackaged)" : version) + ", Java " + Runtime.version());
        return 0;
    }
}
