package io.headwater.restore.target;

import java.io.IOException;

/** Takes commands: a connection, or a log. One thread. */
public interface CommandSink {
    /**
     * Begins a command; {@code arguments - 1} arguments follow.
     *
     * @param name of the command
     * @param key that it is about, for messages; to be given again as an argument
     * @param arguments how many, the name among them
     */
    void begin(String name, byte[] key, int arguments) throws IOException;

    /** Adds an argument. */
    void argument(byte[] bytes, int offset, int length) throws IOException;

    /** Adds an argument. */
    default void argument(byte[] bytes) throws IOException {
        argument(bytes, 0, bytes.length);
    }
}
