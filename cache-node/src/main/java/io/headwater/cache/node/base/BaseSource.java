package io.headwater.cache.node.base;

import io.headwater.schemas.LocalNote.KafkaNote;
import java.io.InputStream;
import java.util.List;

/** Where a reader of a shard's log that has no state of its own gets it: a port of the node, which the archive implements. Any thread. */
@FunctionalInterface
public interface BaseSource {
    /** Nowhere: a reader without state begins at the beginning of the log. */
    BaseSource NONE = shard -> List.of();

    /**
     * The snapshots of a shard from which its log can be read on, the newest first; empty if there is none.
     *
     * @throws io.headwater.schemas.HeadwaterException if nobody can tell now
     */
    List<Snapshot> newestFirst(int shard);

    /** A shard's whole state at one position of its log, as an RDB file that says so itself. */
    interface Snapshot {
        /** What a person would call it. */
        String name();

        /** Where the log goes on behind it. */
        KafkaNote note();

        /** The time of the last record in it, milliseconds since 1970. */
        long timeMs();

        /** SHA-256 of the file, 64 hexadecimal digits; the reader verifies it. */
        String sha256();

        /**
         * Opens the file; the caller closes it.
         *
         * @throws io.headwater.schemas.HeadwaterException if it cannot be opened
         */
        InputStream open();
    }
}
