package io.headwater.hub.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headwater backup}: what an archive holds, and what is to be done with it. Each subcommand is a file. */
@Command(
        name = "backup",
        description = "Look at an archive, prove that it restores, and delete what nobody needs any more.",
        subcommands = {BackupRunCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {"  headwater backup run                         a snapshot of every shard, now"})
final class BackupCommand implements Runnable {
    @Mixin Help help = new Help();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "backup needs one of " + String.join(", ", spec.subcommands().keySet()));
    }
}
