package io.headwater.cache.binlog;

/** A cursor over a binlog's records, across segments, while they are being written. One thread; close it when done. */
public interface BinlogReader extends AutoCloseable {
    /**
     * Goes to the next record that the binlog thread has announced as readable; false when there is none yet.
     *
     * @throws io.headwater.schemas.HeadwaterException if a frame is damaged
     */
    boolean next();

    /** The array that holds the current record; valid until the next call of {@link #next}. */
    byte[] bytes();

    /** Where the record's Avro bytes start. */
    int offset();

    int length();

    /** The last lsn of the current record. */
    long lastLsn();

    @Override
    void close();
}
