package io.headwater.archive;

import io.headwater.schemas.ControlKind;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a timeline branched off. A log that a restore began starts with markers that say it, one for each shard whose keys it took over; the archive keeps them as an object of their own, so that they outlive the
 * log's first segment. One thread.
 */
public final class TimelineOrigin {
    /** What such a marker's data begins with. */
    private static final String PREFIX = "branch of ";

    private static final int MAX_BYTES = 1024;
    private static final int MAX_LINES = 1024;

    private final List<String> lines = new ArrayList<>();

    /** Notes what the markers say if this batch is a log's first; leaves the reader anywhere. */
    void note(LogRecordReader batch) {
        while (lines.size() < MAX_LINES && batch.nextEntry()) {
            if (batch.lsn() != lines.size() + 1 || !batch.isControl() || batch.controlKind() != ControlKind.MARKER) {
                return;
            }
            byte[] data = batch.controlData();
            String text = new String(data, StandardCharsets.UTF_8);
            if (data.length > MAX_BYTES || !text.startsWith(PREFIX) || text.chars().anyMatch(Character::isISOControl)) {
                return; // somebody's marker
            }
            lines.add(text.substring(PREFIX.length()));
        }
    }

    /** Stores what was noted; again and again without harm. */
    void store(Archive archive, int shard, Timeline timeline) {
        if (!lines.isEmpty()) {
            archive.store().put(ArchiveLayout.origin(archive.cluster(), shard, timeline), SealedText.of(lines));
        }
    }

    /**
     * What the archive knows of a timeline's origin: a line for each shard that it took keys from; empty if it branched off nowhere.
     *
     * @throws DamagedObjectException if the record is damaged
     */
    public static List<String> of(Archive archive, int shard, Timeline timeline) {
        return SealedText.read(archive, ArchiveLayout.origin(archive.cluster(), shard, timeline)).orElse(List.of());
    }
}
