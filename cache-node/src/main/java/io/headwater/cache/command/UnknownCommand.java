package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.util.Locale;

/** The words for commands that do not exist. */
final class UnknownCommand {
    private static final int MAX_ECHOED_CHARS = 128;

    private UnknownCommand() {}

    /** The error for arguments that {@link CommandTable#resolve} did not find. */
    static CommandError error(CommandTable table, Args args) {
        if (args.count() > 1 && table.find(args) != null) {
            String container = args.text(0).toUpperCase(Locale.ROOT);
            return new CommandError("ERR unknown subcommand '" + CommandError.quoted(args, 1, MAX_ECHOED_CHARS) + "'. Try " + container + " HELP.");
        }
        StringBuilder beginning = new StringBuilder();
        for (int i = 1; i < args.count() && beginning.length() < MAX_ECHOED_CHARS; i++) {
            int room = MAX_ECHOED_CHARS - beginning.length();
            beginning.append('\'').append(CommandError.quoted(args, i, room)).append("' ");
        }
        return new CommandError("ERR unknown command '" + CommandError.quoted(args, 0, MAX_ECHOED_CHARS) + "', with args beginning with: " + beginning);
    }

    /** The error of a subcommand that found arguments which it does not take. */
    static CommandError subcommandSyntax(Args args) {
        String container = args.text(0).toUpperCase(Locale.ROOT);
        return new CommandError(
                "ERR unknown subcommand or wrong number of arguments for '" + CommandError.quoted(args, 1, MAX_ECHOED_CHARS) + "'. Try " + container + " HELP.");
    }
}
