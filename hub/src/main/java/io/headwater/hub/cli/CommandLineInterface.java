package io.headwater.hub.cli;

import static java.util.Objects.requireNonNull;

import io.headwater.schemas.HeadwaterException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands, and the one way in which they fail: a line with a hint on standard error, and an exit code. */
@Command(
        name = "headwater",
        description = "A Redis-compatible cache whose binlog streams through Kafka.",
        subcommands = {
            UpCommand.class,
            NodeCommand.class,
            ArchiveCommand.class,
            SnapshotCommand.class,
            BackupCommand.class,
            DrillCommand.class,
            RestoreCommand.class,
            DiffCommand.class,
            MarkerCommand.class,
            HistoryCommand.class,
            TapCommand.class,
            ReplicateCommand.class,
            DoctorCommand.class,
            StatusCommand.class,
            SwitchoverCommand.class,
            LedgerCommand.class,
            ReadersCommand.class,
            VersionCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater up",
            "  headwater restore --to 2026-11-20T18:29:59Z --rdb before.rdb",
            "  headwater restore --help"
        })
public final class CommandLineInterface implements Runnable {
    private static final String TRACE = "HEADWATER_TRACE";
    private static final String NODE = "node";

    @Mixin Help help = new Help();

    @Spec CommandSpec spec = CommandSpec.create();

    /** Builds the parser; commands print to {@code System.out}, failures go to {@code err}. */
    public static CommandLine create(PrintWriter err) {
        var commandLine = new CommandLine(new CommandLineInterface());
        commandLine.registerConverter(TimeArgument.class, text -> converted(() -> TimeArgument.parse(text)));
        commandLine.registerConverter(PointArgument.class, text -> converted(() -> PointArgument.parse(text)));
        commandLine.registerConverter(FromArgument.class, text -> converted(() -> FromArgument.parse(text)));
        commandLine.setErr(err);
        commandLine.setParameterExceptionHandler((e, arguments) -> mistake(e));
        commandLine.setExecutionExceptionHandler((e, command, result) -> failure(e, command));
        // A boolean option is a flag; a prefix of an option is not that option: directives of redis.conf share the name space.
        commandLine.setAbbreviatedOptionsAllowed(false);
        commandLine.setUsageHelpAutoWidth(true);
        return commandLine;
    }

    /** Runs one command and returns its exit code. */
    public static int run(String[] arguments, PrintWriter err) {
        CommandLine commandLine = create(err);
        return commandLine.execute(prepared(commandLine, arguments));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command is given");
    }

    /** Parses without running anything: what the arguments mean, or an exception. */
    public static ParseResult parse(String... arguments) {
        CommandLine commandLine = create(new PrintWriter(System.err, true));
        return commandLine.parseArgs(prepared(commandLine, arguments));
    }

    private static String[] prepared(CommandLine commandLine, String[] arguments) {
        if (arguments.length == 0 || !arguments[0].equals(NODE)) {
            return arguments;
        }
        Set<String> known = new HashSet<>();
        Set<String> flags = new HashSet<>();
        for (OptionSpec option : requireNonNull(commandLine.getSubcommands().get(NODE)).getCommandSpec().options()) {
            known.addAll(Arrays.asList(option.names()));
            if (option.arity().max() == 0) {
                flags.addAll(Arrays.asList(option.names()));
            }
        }
        List<String> all = new ArrayList<>(List.of(NODE));
        all.addAll(NodeArguments.rewrite(Arrays.asList(arguments).subList(1, arguments.length), known, flags));
        return all.toArray(new String[0]);
    }

    private static int mistake(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String hint = "see `" + command.getCommandSpec().qualifiedName() + " --help`";
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().getFirst();
            message = (first.startsWith("-") ? "unknown option '" : "unknown command or argument '") + first + "'";
            Set<String> known = new HashSet<>(command.getSubcommands().keySet());
            known.addAll(command.getCommandSpec().optionsMap().keySet());
            hint = Spelling.closest(first, known).map(meant -> "did you mean " + meant + "? ").orElse("") + hint;
        }
        command.getErr().println(line(message, hint));
        return HeadwaterException.EXIT_USAGE;
    }

    private static int failure(Exception e, CommandLine command) {
        if (System.getenv(TRACE) != null) {
            e.printStackTrace(command.getErr());
        }
        if (e instanceof HeadwaterException known) {
            command.getErr().println(line(String.valueOf(known.getMessage()), known.hint()));
            return known.exitCode();
        }
        command.getErr().println(line("unexpected failure: " + e, "set " + TRACE + "=1 to see where"));
        return HeadwaterException.EXIT_FAILURE;
    }

    /** One line, whatever the message holds. */
    private static String line(String message, String hint) {
        String text = "headwater: " + message + (hint.isEmpty() ? "" : " (hint: " + hint + ")");
        return text.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }

    private interface Parser<T> {
        T parse();
    }

    private static <T> T converted(Parser<T> parser) {
        try {
            return parser.parse();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
