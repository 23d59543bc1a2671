package io.headwater.cache.binlog;

import io.headwater.schemas.EpochEnd;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a directory's segments held, and where writing goes on.
 *
 * @param shard of the segments
 * @param firstReadableLsn the first lsn that segments hold; lastLsn + 1 when they hold none
 * @param lastLsn of the last complete entry in base and segments
 * @param lastTimeMs the time of the last record read, milliseconds since 1970; 0 when none was
 * @param lastEpoch of the last record read; 0 when none was
 * @param timeline of the last record read; null when none was
 * @param epochEnds the last lsn of every epoch read, oldest first, the last one among them
 * @param newestNote where to read on in the topic; null when the segments hold no such note
 * @param nextSegment the number of the next segment to be written
 * @param cutBytes of a torn or unfinished tail that was cut; 0 as a rule
 * @param segments all that are kept, oldest first
 */
public record RecoveredBinlog(
        int shard,
        long firstReadableLsn,
        long lastLsn,
        long lastTimeMs,
        long lastEpoch,
        @Nullable Timeline timeline,
        List<EpochEnd> epochEnds,
        @Nullable KafkaNote newestNote,
        long nextSegment,
        long cutBytes,
        List<SegmentInfo> segments) {}
