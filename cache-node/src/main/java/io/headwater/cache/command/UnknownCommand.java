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
            return new CommandError("ERR unknown subcommand '" + echoed(args, 1, MAX_ECHOED_CHARS) + "'. Try " + container + " HELP.");
        }
        StringBuilder beginning = new StringBuilder();
        for (int i = 1; i < args.count() && beginning.length() < MAX_ECHOED_CHARS; i++) {
            int room = MAX_ECHOED_CHARS - beginning.length();
            beginning.append('\'').append(echoed(args, i, room)).append("' ");
        }
        return new CommandError("ERR unknown command '" + echoed(args, 0, MAX_ECHOED_CHARS) + "', with args beginning with: " + beginning);
    }

    /** The error of a subcommand that found arguments which it does not take. */
    static CommandError subcommandSyntax(Args args) {
        String container = args.text(0).toUpperCase(Locale.ROOT);
        return new CommandError(
                "ERR unknown subcommand or wrong number of arguments for '" + echoed(args, 1, MAX_ECHOED_CHARS) + "'. Try " + container + " HELP.");
    }

    /** An argument as Redis's "%.*s" prints it: cut at a zero byte and at {@code max}. */
    private static String echoed(Args args, int i, int max) {
        String text = args.text(i);
        int zero = text.indexOf('\0');
        if (zero >= 0) text = text.substring(0, zero);
        return text.length() <= max ? text : text.substring(0, max);
    }
}
