package io.headwater.cache.command;

/**
 * The code of a command: reads arguments and keyspace, writes exactly one reply and yields effects; changes nothing itself. Runs on the writer thread; must neither
 * block nor keep {@code context} or its arguments.
 */
@FunctionalInterface
public interface Handler {
    /**
     * Decides one call.
     *
     * @throws CommandError to answer with an error and nothing else
     */
    void execute(CommandContext context);
}
