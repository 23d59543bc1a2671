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

    /** The lsn that must be safe before replies to this turn's writes may leave; 0 if they need not wait. Asked after {@link #end}. */
    long awaitedLsn();

    /** The newest lsn that is safe. */
    long safeLsn();

    /** Whether replies may leave at all; false once the node has failed or was replaced. Asked after {@link #end}. */
    boolean mayReply();

    /** Something failed that leaves the state in doubt, such as a command that threw. */
    void failed(Throwable cause);
}
