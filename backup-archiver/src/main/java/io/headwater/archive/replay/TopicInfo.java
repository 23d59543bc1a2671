package io.headwater.archive.replay;

import io.headwater.schemas.Position;

/**
 * What a shard's topic holds, read to its end.
 *
 * @param oldestOffset the first offset that is left
 * @param endOffset one above the last offset that was read
 * @param last the position behind the last valid entry
 * @param lastTimeMs the time of the last valid record, milliseconds since 1970
 */
public record TopicInfo(long oldestOffset, long endOffset, Position last, long lastTimeMs) {}
