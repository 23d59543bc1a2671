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
        subcommands = {
            BackupListCommand.class,
            BackupInfoCommand.class,
            BackupVerifyCommand.class,
            BackupRunCommand.class,
            BackupPinCommand.class,
            BackupUnpinCommand.class,
            BackupExpireCommand.class,
            BackupRebuildCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater backup list                        what can be restored, and what is proven",
            "  headwater backup verify                      read it back, and rehearse a restore",
            "  headwater backup run                         a snapshot of every shard, now",
            "  headwater backup expire --window 7d --daily 14"
        })
final class BackupCommand implements Runnable {
    @Mixin Help help = new Help();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "backup needs one of " + String.join(", ", spec.subcommands().keySet()));
    }
}
