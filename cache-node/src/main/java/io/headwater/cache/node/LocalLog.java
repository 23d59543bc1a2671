package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.schemas.LocalNote.KafkaNote;

/** A node's own directory and keyspace, as the log's rooms see them. Used by one thread at a time, before the node serves; {@link #note} and {@link #reader} by any. */
public interface LocalLog {
    /** The node's name, the same across restarts of its directory. */
    String nodeName();

    /** host:port for clients. */
    String address();

    /** How far the directory had followed its topic when it last said so; {@link KafkaNote#NONE} in a new one. */
    KafkaNote newestNote();

    /** The last lsn in the directory; 0 when it has none. */
    long lastLsn();

    /** The first lsn that can still be read from segments; lastLsn + 1 when there is none. */
    long firstReadableLsn();

    /** The last lsn that the directory holds of epochs below {@code epoch}; 0 when it has none. */
    long lastLsnBelowEpoch(long epoch);

    /** The time of the last record in the directory, milliseconds since 1970; 0 when it has none. */
    long lastTimeMs();

    /**
     * Appends a valid record of the log to the binlog and applies its entries. Chunks are appended one by one and applied when complete.
     *
     * @param payload the Avro bytes; the callee may keep the array
     */
    void append(byte[] payload, int offset, int length);

    /** Appends a note to the binlog, after everything that was appended before. From any thread; returns at once. */
    void note(KafkaNote note);

    /** A cursor over the binlog's records, in front of the first frame that ends at an lsn above {@code afterLsn}. */
    BinlogReader reader(long afterLsn);
}
