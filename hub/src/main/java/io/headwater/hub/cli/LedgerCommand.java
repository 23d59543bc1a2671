package io.headwater.hub.cli;

import io.headwater.hub.role.LedgerRole;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headwater ledger}. */
@Command(
        name = "ledger",
        description = "Look at, export or apply again the writes that a deposed primary had executed and the log does not have.",
        subcommands = {LedgerCommand.ListCommand.class, LedgerCommand.ExportCommand.class, LedgerCommand.ReplayCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater ledger list                        the nodes of ./data",
            "  headwater ledger export --dir node1 > lost.jsonl",
            "  headwater ledger replay --dir node1 --kafka localhost:9092"
        })
final class LedgerCommand implements Runnable {
    @Mixin Help help = new Help();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "ledger needs list, export or replay");
    }

    /** {@code headwater ledger list}. */
    @Command(
            name = "list",
            description = "Show the files with their epochs, lsns, numbers of entries and times.",
            footerHeading = "%nExamples:%n",
            footer = {"  headwater ledger list --dir node1 --json"})
    static final class ListCommand implements Callable<Integer> {
        @Mixin Help help = new Help();

        @Mixin ClusterOptions cluster = new ClusterOptions();

        @Option(names = "--json", description = "Print one JSON object.")
        boolean json;

        @Override
        public Integer call() {
            return LedgerRole.list(cluster.directory, json, System.out);
        }
    }

    /** {@code headwater ledger export}. */
    @Command(
            name = "export",
            description = "Print every lost entry as a line of JSON.",
            footerHeading = "%nExamples:%n",
            footer = {"  headwater ledger export --dir node1 > lost.jsonl"})
    static final class ExportCommand implements Callable<Integer> {
        @Mixin Help help = new Help();

        @Mixin ClusterOptions cluster = new ClusterOptions();

        @Override
        public Integer call() {
            // Not System.out, which would swallow the failure by which a closed pipe is known.
            return LedgerRole.export(cluster.directory, new FileOutputStream(FileDescriptor.out));
        }
    }

    /** {@code headwater ledger replay}. */
    @Command(
            name = "replay",
            description = {
                "Apply lost entries again, each as one transaction through the shard's primary, where none of its keys was changed since; list the others.",
                "An entry is never applied twice, however often this is run."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  headwater ledger replay                      the nodes and the cluster of ./data",
                "  headwater ledger replay --dir node1 --kafka localhost:9092 --json",
                "  headwater ledger replay --dir node1 --kafka localhost:9092 --store file:/backup/headwater",
                "",
                "Exit code 0: nothing was refused. 1: something was, and is listed."
            })
    static final class ReplayCommand implements Callable<Integer> {
        @Mixin Help help = new Help();

        @Mixin ClusterOptions cluster = new ClusterOptions();

        @Option(
                names = "--store",
                paramLabel = "URL",
                description = "Archive, read where the topic was trimmed (default: the one of the `up` in --dir).")
        @Nullable String store;

        @Option(names = "--json", description = "Print a line of JSON for each entry, and the counts.")
        boolean json;

        @Override
        public Integer call() {
            return LedgerRole.replay(cluster.directory, cluster.addressWithKafka(), cluster.storeIfKnown(store), json, System.out);
        }
    }
}
