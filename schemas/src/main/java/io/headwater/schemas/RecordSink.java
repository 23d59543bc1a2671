package io.headwater.schemas;

/** Takes sealed records, in the order of the log. */
@FunctionalInterface
public interface RecordSink {
    /**
     * Takes one record. The array now belongs to the sink; at least {@link FrameCodec#HEADER_BYTES} in front of the payload are free for a
     * frame's header.
     *
     * @param lastLsn the last lsn of the batch, or of the entry that the chunk is a part of
     * @param timeMs the record's time
     */
    void record(byte[] bytes, int payloadOffset, int payloadLength, long lastLsn, long timeMs);
}
