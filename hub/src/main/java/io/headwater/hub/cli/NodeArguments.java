package io.headwater.hub.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes directives of redis.conf out of a node's arguments, as redis-server has them: {@code --name} and every argument
 * up to the next one that begins with {@code --}. Each becomes one {@code --directive=LINE} with its values quoted as in the file.
 */
final class NodeArguments {
    static final String DIRECTIVE_OPTION = "--directive";

    private NodeArguments() {}

    /**
     * Rewrites the arguments that follow {@code node}.
     *
     * @param known the names of the command's own options, with their dashes
     * @param flags those of them that take no value
     */
    static List<String> rewrite(List<String> arguments, Set<String> known, Set<String> flags) {
        List<String> rewritten = new ArrayList<>();
        int i = 0;
        while (i < arguments.size()) {
            String argument = arguments.get(i++);
            String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
            if (!argument.startsWith("--") || argument.equals("--") || known.contains(name)) {
                rewritten.add(argument);
                if (known.contains(argument) && !flags.contains(argument) && i < arguments.size()) {
                    rewritten.add(arguments.get(i++));
                }
                continue;
            }
            var line = new StringBuilder(argument.substring(2));
            while (i < arguments.size() && !arguments.get(i).startsWith("--")) {
                line.append(' ').append(quoted(arguments.get(i++)));
            }
            rewritten.add(DIRECTIVE_OPTION + "=" + line);
        }
        return rewritten;
    }

    /** Quotes of redis.conf, where a value needs them. */
    static String quoted(String value) {
        boolean plain = !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '\'' && c != '\\' && c != '#');
        return plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
