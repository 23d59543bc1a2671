package io.headwater.restore.publish;

import io.headwater.archive.replay.Replayed;
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

    /** How a person would name the target. */
    String target();

    /** Releases everything; without {@link #publish} before, the target is as it was. */
    @Override
    void close();
}
