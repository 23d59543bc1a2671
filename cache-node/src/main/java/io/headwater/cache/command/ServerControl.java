package io.headwater.cache.command;

import io.headwater.cache.engine.read.KeyVersion;
import io.headwater.schemas.Position;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Actions of commands on the node itself. Called on the writer thread; none may block it. */
public interface ServerControl {
    /** Of a node that nobody can follow. */
    CommandError NO_LOG = new CommandError("ERR this node has no log: there is nobody to hand over to, or to take over from");

    /** Of a node without a directory. */
    CommandError NO_HISTORY = new CommandError("ERR this node keeps no log to look into");

    /**
     * Starts a new base in the background.
     *
     * @param whenDone told the outcome on the writer thread: null, or why it failed; may be null when nobody waits
     * @return null if started, else the error ("ERR Background save already in progress")
     */
    @Nullable CommandError save(@Nullable Consumer<@Nullable CommandError> whenDone);

    /** Seconds since 1970 of the last complete base. */
    long lastSaveSeconds();

    /**
     * Begins an orderly stop; no reply follows.
     *
     * @param save whether a base is made first: true, false, or null for the configured default
     * @return null if the stop has begun, else the error
     */
    @Nullable CommandError shutdown(@Nullable Boolean save);

    /**
     * Hands the shard over to a standby.
     *
     * @param timeoutMs for so long at most clients wait
     * @param whenDone told the outcome on the writer thread: null, or why this node still leads or may do so
     * @return null if it has begun, else the error
     */
    default @Nullable CommandError switchOver(long timeoutMs, Consumer<@Nullable CommandError> whenDone) {
        return NO_LOG;
    }

    /**
     * The last versions of a key.
     *
     * @param newestFirst none if there was a failure
     * @param beginsAfter where what was read begins, with fewer versions than were asked for: there may be older ones; null if there are none, or all that were asked for are told
     * @param older what to do for those, in one line
     * @param failure why they cannot be told; null if they are
     */
    record Versions(List<KeyVersion> newestFirst, @Nullable Position beginsAfter, String older, @Nullable CommandError failure) {
        /** Why there is no answer. */
        public static Versions refused(CommandError why) {
            return new Versions(List.of(), null, "", why);
        }
    }

    /**
     * Finds the last versions of a key, aside from the writer thread.
     *
     * @param count the newest so many
     * @param whenDone told the outcome on the writer thread
     * @return null if it has begun, else the error
     */
    default @Nullable CommandError history(int database, byte[] key, int count, Consumer<Versions> whenDone) {
        return NO_HISTORY;
    }

    /**
     * An operator's claim: this node leads as soon as the log's rules allow it.
     *
     * @return null if it will be tried, else the error
     */
    default @Nullable CommandError claim() {
        return NO_LOG;
    }
}
