package io.headwater.cache.node;

import io.headwater.schemas.HeadwaterException;

/**
 * A node ends in order to start anew in the same process: its memory, and the end of its directory, are none of the log's history any more. Handled by
 * {@link NodeLife}; whoever runs a node without one ends with {@link HeadwaterException#EXIT_FENCED}.
 */
public final class NodeRestart extends HeadwaterException {
    private static final String HINT = "start it again: it follows the shard's primary then";

    /** Why. */
    public enum Reason {
        /** Another node's claim took effect; frames of the directory may be void. */
        DEPOSED,
        /** The log no longer holds what the directory lacks: it is replaced by a snapshot. */
        REBASE
    }

    private final Reason reason;
    private final long epoch;
    private final long lastValidLsn;

    private NodeRestart(Reason reason, String message, long epoch, long lastValidLsn) {
        super(message, HINT, EXIT_FENCED);
        this.reason = reason;
        this.epoch = epoch;
        this.lastValidLsn = lastValidLsn;
    }

    /**
     * Another primary leads.
     *
     * @param epoch of its claim
     * @param lastValidLsn the directory's frames of epochs below it are valid up to here
     */
    public static NodeRestart deposed(String node, long epoch, long lastValidLsn) {
        return new NodeRestart(
                Reason.DEPOSED, "node " + node + " leads the shard since epoch " + epoch + ", behind lsn " + lastValidLsn, epoch, lastValidLsn);
    }

    /**
     * The directory is of no use any more.
     *
     * @param why one line
     */
    public static NodeRestart rebase(String why) {
        return new NodeRestart(Reason.REBASE, why, 0, 0);
    }

    public Reason reason() {
        return reason;
    }

    /** The epoch that made frames of earlier ones void. */
    public long epoch() {
        return epoch;
    }

    /** Frames of epochs below {@link #epoch} are void above this lsn. */
    public long lastValidLsn() {
        return lastValidLsn;
    }
}
