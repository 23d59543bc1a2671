package io.headwater.replication;

/** How much the shards' topics hold, and the cutting of their fronts. Any thread. */
public interface TopicRetention {
    /**
     * What a topic holds.
     *
     * @param beginning the offset of the oldest record
     * @param end one above the newest
     * @param bytes on the broker that leads it
     * @param youngOffset the first record with the time that was asked for, or a later one; the end if there is none
     */
    record Extent(long beginning, long end, long bytes, long youngOffset) {}

    /**
     * Measures a shard's topic.
     *
     * @param fromMs a time, milliseconds since 1970
     * @throws LogUnavailableException if the topic or its leader cannot be reached
     */
    Extent extent(int shard, long fromMs);

    /**
     * Deletes every record before an offset, for good.
     *
     * @throws LogUnavailableException if that cannot be brought about
     */
    void trim(int shard, long beginning);
}
