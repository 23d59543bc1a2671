package io.headwater.restore.publish;

import io.headwater.archive.replay.Replayed;
import io.headwater.restore.text.Json;
import io.headwater.schemas.HeadwaterException;

/**
 * Where a restore goes. First {@link #prepare}, before anything is replayed; then {@link #add} for each shard; then {@link #publish}, when all are
 * complete and verified: only then may anything become visible. One thread.
 */
public interface Publication extends AutoCloseable {
    /**
     * Checks that the target can take the restore.
     *
     * @throws HeadwaterException if it cannot
     */
    void prepare();

    /** Takes a shard, whose keys are in no other. */
    void add(Replayed shard);

    /**
     * Makes the restore visible.
     *
     * @return bytes that were written
     * @throws HeadwaterException if it failed; the message says what the target holds now
     */
    long publish();

    /**
     * How many keys were written, once {@link #publish} has returned: fewer than were restored where some were there already.
     *
     * @param restored keys that were to be there in the end
     */
    default long written(long restored) {
        return restored;
    }

    /** Adds what only this kind of destination has to tell to a result that is printed as JSON; once {@link #publish} has returned. */
    default void report(Json json) {
        // Most have nothing more to tell.
    }

    /** How a person would name the target. */
    String target();

    /** Releases everything; without {@link #publish} before, the target is as it was. */
    @Override
    void close();
}
