package io.headwater.replication;

import io.headwater.schemas.LocalNote.KafkaNote;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Where a reader without state of its own gets it: a port that the archive implements. Any thread. */
public interface SnapshotSource {
    /** The newest snapshot of a shard; empty if there is none. */
    Optional<Snapshot> newest(int shard);

    /** A shard's whole state at one position of its log. */
    interface Snapshot {
        /** Where the log goes on behind the snapshot. */
        KafkaNote note();

        /** The time of the last entry in it, milliseconds since 1970. */
        long timeMs();

        /** Opens the RDB file; the caller closes it. Its checksum is the reader's to verify. */
        InputStream open() throws IOException;
    }
}
