package io.headwater.archive.proof;

import io.headwater.archive.Archive;
import io.headwater.archive.ArchiveLayout;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.SealedText;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.schemas.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which objects of a timeline were read back and found whole, and when. Segments that follow each other and were read in one run are one line, so that a long archive takes a few lines.
 *
 * <pre>
 * log FIRST-LAST TIME
 * snapshot NAME TIME
 * </pre>
 *
 * <p>One thread.
 */
final class VerifiedObjects {
    private final Archive archive;
    private final String name;
    private final TreeMap<Long, Long> timeBySequence = new TreeMap<>();
    private final TreeMap<String, Long> timeBySnapshot = new TreeMap<>();

    /** Loads what is on record; a record that cannot be read is one of nothing. */
    VerifiedObjects(Archive archive, int shard, Timeline timeline) {
        this.archive = archive;
        name = ArchiveLayout.verified(archive.cluster(), shard, timeline);
        try {
            SealedText.read(archive, name).orElse(List.of()).forEach(this::load);
        } catch (DamagedObjectException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            timeBySequence.clear();
            timeBySnapshot.clear();
        }
    }

    private void load(String line) {
        String[] parts = line.split(" ");
        long timeMs = Long.parseLong(parts[2]);
        if (parts[0].equals("log")) {
            String[] ends = parts[1].split("-");
            for (long sequence = Long.parseLong(ends[0]); sequence <= Long.parseLong(ends[1]); sequence++) {
                timeBySequence.put(sequence, timeMs);
            }
        } else {
            timeBySnapshot.put(parts[1], timeMs);
        }
    }

    /** Forgets snapshots that are not among these any more. */
    void retainSnapshots(List<SnapshotInfo> there) {
        timeBySnapshot.keySet().retainAll(there.stream().map(snapshot -> ArchiveLayout.base(snapshot.object())).toList());
    }

    /** When a segment was found whole, milliseconds since 1970; 0 if never. */
    long segment(long sequence) {
        return timeBySequence.getOrDefault(sequence, 0L);
    }

    /** When a snapshot was found whole, milliseconds since 1970; 0 if never. */
    long snapshot(String object) {
        return timeBySnapshot.getOrDefault(ArchiveLayout.base(object), 0L);
    }

    /** A time of 0 takes the segment off the record. */
    void putSegment(long sequence, long timeMs) {
        timeBySequence.put(sequence, timeMs);
    }

    /** A time of 0 takes the snapshot off the record. */
    void putSnapshot(String object, long timeMs) {
        timeBySnapshot.put(ArchiveLayout.base(object), timeMs);
    }

    /** Records all of it. */
    void save() {
        timeBySequence.values().removeIf(timeMs -> timeMs == 0);
        timeBySnapshot.values().removeIf(timeMs -> timeMs == 0);
        List<String> lines = new ArrayList<>();
        long first = -1;
        long last = -1;
        long timeMs = -1;
        for (Map.Entry<Long, Long> next : timeBySequence.entrySet()) {
            if (first >= 0 && (next.getKey() != last + 1 || next.getValue() != timeMs)) {
                lines.add("log " + first + "-" + last + " " + timeMs);
                first = -1;
            }
            first = first < 0 ? next.getKey() : first;
            last = next.getKey();
            timeMs = next.getValue();
        }
        if (first >= 0) {
            lines.add("log " + first + "-" + last + " " + timeMs);
        }
        timeBySnapshot.forEach((snapshot, time) -> lines.add("snapshot " + snapshot + " " + time));
        archive.store().put(name, SealedText.of(lines));
    }
}
