package io.headwater.cache.command;

/** How a client that waits for one of several keys is served once one of them is there: the command, decided anew for that key alone. */
@FunctionalInterface
interface KeyServer {
    /**
     * Replies and yields effects, as a {@link Handler} does.
     *
     * @param key index of the argument that names the key, which is there and of the type that the client waits for
     * @return false if the key has nothing for this client, which goes on waiting: then nothing was replied and no effect yielded
     * @throws CommandError to end the wait with an error
     */
    boolean serve(CommandContext context, int key);
}
