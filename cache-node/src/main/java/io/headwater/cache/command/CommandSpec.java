package io.headwater.cache.command;

import java.util.List;
import java.util.Set;

/**
 * A command as data.
 *
 * @param name lower case; a subcommand's is {@code container|name}
 * @param arity number of arguments with the name (and the subcommand's), or the negated least number
 * @param firstKey index of the first key, 0 if there is none
 * @param lastKey index of the last key, negative from the end
 * @param keyStep distance between keys
 * @param keyCountAt index of the argument that says how many keys follow it, as in ZUNIONSTORE; 0 if there is none, negative if they follow a word, as in XREAD
 * @param group the family
 * @param flags what it is like
 * @param subcommands those of a container, else empty
 * @param handler its code; a container's is called when no subcommand was given
 * @param statistics its counters, owned by the writer thread
 */
public record CommandSpec(
        String name,
        int arity,
        int firstKey,
        int lastKey,
        int keyStep,
        int keyCountAt,
        CommandGroup group,
        Set<CommandFlag> flags,
        List<CommandSpec> subcommands,
        Handler handler,
        CommandStatistics statistics) {

    /** A command without subcommands, whose keys are where first, last and step say. */
    static CommandSpec of(String name, int arity, int firstKey, int lastKey, int keyStep, CommandGroup group, String flags, Handler handler) {
        return of(name, arity, firstKey, lastKey, keyStep, 0, group, flags, handler);
    }

    static CommandSpec of(
            String name, int arity, int firstKey, int lastKey, int keyStep, int keyCountAt, CommandGroup group, String flags, Handler handler) {
        Set<CommandFlag> parsed = CommandFlag.parse(flags);
        return new CommandSpec(
                name, arity, firstKey, lastKey, keyStep, keyCountAt, group, parsed, List.of(), handler, new CommandStatistics());
    }

    /** Whether a call with {@code count} arguments, the name included, has the right number. */
    public boolean accepts(int count) {
        return arity >= 0 ? count == arity : count >= -arity;
    }

    /** Whether the command may yield effects. */
    public boolean isWrite() {
        return flags.contains(CommandFlag.WRITE);
    }

    /** Whether the command has the flag. */
    public boolean has(CommandFlag flag) {
        return flags.contains(flag);
    }

    /**
     * What a reply of this command says about the data.
     *
     * @param logged whether the call left an entry in the log
     */
    ReplyKind replyKind(boolean logged) {
        if (has(CommandFlag.READONLY)) return ReplyKind.READ;
        if (isWrite() || isExec() || isScript()) return logged ? ReplyKind.WRITE : ReplyKind.READ;
        return switch (name) {
            case "watch", "wait", "waitaof", "headwater.after" -> ReplyKind.READ;
            default -> ReplyKind.NEUTRAL;
        };
    }

    boolean isExec() {
        return name.equals("exec");
    }

    /** Whether the command runs others, which it does not know beforehand. */
    boolean isScript() {
        return switch (name) {
            case "eval", "evalsha", "fcall" -> true;
            default -> false;
        };
    }

    /** Whether the command runs at once between MULTI and EXEC instead of being queued. */
    boolean runsInsideMulti() {
        return switch (name) {
            case "exec", "discard", "multi", "watch", "quit", "reset", SessionCommand.NAME -> true;
            default -> false;
        };
    }
}
