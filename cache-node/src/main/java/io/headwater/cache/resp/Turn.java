package io.headwater.cache.resp;

/**
 * What surrounds the commands of one turn of the writer thread: a turn is all that one round of the event loop brought in. Implemented by the node; called on the
 * writer thread.
 */
public interface Turn {
    /** Before the turn's first command. */
    void begin();

    /** After its last command and before any of its replies leaves: what was written becomes a batch. */
    void end();

    /** The newest lsn that was given to an entry. After {@link #end} that is the turn's last. */
    long lastLsn();

    /** Entries up to here survive a power cut. */
    long durableLsn();

    /** Entries up to here are in the log; without a log {@link Long#MAX_VALUE}. */
    long committedLsn();

    /** Whether there is disk space for all that was written: until then no reply to a write leaves before it is on disk, whatever the level. Asked after {@link #end}. */
    boolean isCovered();

    /**
     * Whether this node may answer for its shard at this moment. Asked once per turn, after {@link #end} and before any byte of a reply leaves, and whenever replies
     * that were held back are about to leave.
     */
    boolean holdsLease();

    /** Whether replies may leave at all; false once the node has failed or was replaced. Asked after {@link #end}. */
    boolean mayReply();

    /** Something failed that leaves the state in doubt, such as a command that threw. */
    void failed(Throwable cause);
}
