package io.headwater.replication;

import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Verdict;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record of a shard's history, as the log filter let it pass.
 *
 * @param offset its offset in the topic
 * @param verdict never {@link Verdict#VOID}
 * @param bytes the array that holds its Avro bytes; not to be changed
 * @param payloadOffset where they start
 * @param length how many they are
 * @param epoch the record's epoch
 * @param lastLsn the last lsn that it carries; of a claim or heartbeat, the last before it
 * @param timeMs the record's time, milliseconds since 1970
 * @param entry with {@link Verdict#CHUNKED_ENTRY}, the Avro bytes of the batch that the chunks up to this one make; else null
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record JudgedRecord(
        long offset,
        Verdict verdict,
        byte[] bytes,
        int payloadOffset,
        int length,
        long epoch,
        long lastLsn,
        long timeMs,
        byte @Nullable [] entry) {

    /** Wraps a reader around the record; where entries take effect with it, they are what {@link LogRecordReader#nextEntry} goes over. */
    public void read(LogRecordReader reader) {
        reader.wrap(bytes, payloadOffset, length);
        if (entry != null) {
            reader.wrapBatchBody(entry);
        }
    }

    /** A copy of the Avro bytes. */
    public byte[] payload() {
        return Arrays.copyOfRange(bytes, payloadOffset, payloadOffset + length);
    }
}
