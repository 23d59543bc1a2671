package io.headwater.cache.command;

import org.jspecify.annotations.Nullable;

/** Actions of commands on the node itself. Called on the writer thread; none may block it. */
public interface ServerControl {
    /**
     * Starts a new base in the background.
     *
     * @param whenDone told the outcome on the writer thread: null, or why it failed; may be null when nobody waits
     * @return null if started, else the error ("ERR Background save already in progress")
     */
    @Nullable CommandError save(java.util.function.@Nullable Consumer<@Nullable CommandError> whenDone);

    /** Seconds since 1970 of the last complete base. */
    long lastSaveSeconds();

    /**
     * Begins an orderly stop; no reply follows.
     *
     * @param save whether a base is made first: true, false, or null for the configured default
     * @return null if the stop has begun, else the error
     */
    @Nullable CommandError shutdown(@Nullable Boolean save);
}
