package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.schemas.LocalNote.KafkaNote;

/** A node's own directory, as the log's agent sees it: what it held at the node's start, and its binlog from then on. Any thread. */
public interface LocalLog {
    /** The node's name, the same across restarts of its directory. */
    String nodeName();

    /** The name of the node whose directory this was before it was copied or moved; empty if it was not. */
    String formerName();

    /** host:port for clients. */
    String address();

    /** How far the directory had followed its topic when it last said so; {@link KafkaNote#NONE} in a new one. */
    KafkaNote newestNote();

    /** The last lsn in the directory; 0 when it has none. */
    long lastLsn();

    /** The first lsn that can still be read from segments; lastLsn + 1 when there is none. */
    long firstReadableLsn();

    /** The last lsn that the directory holds by now, not only at the start, of epochs below {@code epoch}; 0 when it has none. */
    long lastLsnBelowEpoch(long epoch);

    /** The time of the last record in the directory, milliseconds since 1970; 0 when it has none. */
    long lastTimeMs();

    /** Appends a note to the binlog, after everything that was appended before. From any thread; returns at once. */
    void note(KafkaNote note);

    /** A cursor over the binlog's records, in front of the first frame that ends at an lsn above {@code afterLsn}. */
    BinlogReader reader(long afterLsn);
}
