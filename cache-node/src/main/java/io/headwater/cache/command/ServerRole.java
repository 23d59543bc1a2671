package io.headwater.cache.command;

/** The role of this node. Read on the writer thread for every command; may change between turns. */
public interface ServerRole {
    /** A primary that has no replicas and needs none: for tests and tools. */
    ServerRole PRIMARY = () -> true;

    /** Whether this node accepts writes and deletes expired keys; otherwise it follows a log, refuses writes and only hides expired keys. */
    boolean isPrimary();

    /** For ROLE and INFO on a replica: host of its primary, empty if unknown. */
    default String primaryHost() {
        return "";
    }

    /** For ROLE and INFO on a replica: port of its primary, 0 if unknown. */
    default int primaryPort() {
        return 0;
    }

    /** Last lsn that this node has applied or written. */
    default long lsn() {
        return 0;
    }

    /** Whether the shard's binlog streams through a log. */
    default boolean hasLog() {
        return false;
    }

    /** For a replica: whether it hears from the log. */
    default boolean isLinkUp() {
        return true;
    }
}
