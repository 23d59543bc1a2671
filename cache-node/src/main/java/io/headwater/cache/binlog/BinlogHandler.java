package io.headwater.cache.binlog;

import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;

/** Takes what segments hold, in their order. */
@FunctionalInterface
public interface BinlogHandler {
    /**
     * Takes the entries of a batch or of a completed chunked entry. Entries up to the base's lsn may stand at the start of the first one: skip those
     * whose {@link LogRecordReader#lsn()} the state already has.
     *
     * @param record in front of its first entry; it and its bytes are valid until this returns
     */
    void entries(LogRecordReader record);

    /** Takes a note; what it covers was taken before. */
    default void note(KafkaNote note) {}
}
