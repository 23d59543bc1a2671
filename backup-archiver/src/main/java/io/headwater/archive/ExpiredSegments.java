package io.headwater.archive;

import io.headwater.schemas.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which segments of a timeline were deleted on purpose, so that nobody takes the hole for a loss. It is on record before the first of them goes: a deletion that dies halfway is
 * finished by the next, and meanwhile nobody makes a manifest anew for what is left of a segment.
 *
 * @param ranges of sequences, ascending, apart from each other
 */
public record ExpiredSegments(List<Range> ranges) {
    /** Nothing was deleted. */
    public static final ExpiredSegments NONE = new ExpiredSegments(List.of());

    /** Sequences, both ends included. */
    public record Range(long first, long last) {}

    public ExpiredSegments {
        ranges = List.copyOf(ranges);
    }

    /**
     * What is on record for a timeline.
     *
     * @throws DamagedObjectException if the record is damaged
     */
    public static ExpiredSegments of(Archive archive, int shard, Timeline timeline) {
        String name = ArchiveLayout.expired(archive.cluster(), shard, timeline);
        List<Range> ranges = new ArrayList<>();
        for (String line : SealedText.read(archive, name).orElse(List.of())) {
            String[] ends = line.split("-", 2);
            try {
                ranges.add(new Range(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1])));
            } catch (NumberFormatException e) {
                throw new DamagedObjectException(name, "holds a line that is no range: " + line);
            }
        }
        return new ExpiredSegments(ranges);
    }

    /** Records this for a timeline. */
    public void record(Archive archive, int shard, Timeline timeline) {
        archive.store().put(
                ArchiveLayout.expired(archive.cluster(), shard, timeline),
                SealedText.of(ranges.stream().map(range -> range.first() + "-" + range.last()).toList()));
    }

    /** Whether a segment was deleted, or is about to be. */
    public boolean holds(long sequence) {
        return ranges.stream().anyMatch(range -> range.first() <= sequence && sequence <= range.last());
    }

    /** Whether all of these were. */
    public boolean holdsAll(long first, long last) {
        return ranges.stream().anyMatch(range -> range.first() <= first && last <= range.last());
    }

    /** These and more. */
    public ExpiredSegments and(List<Long> sequences) {
        List<Range> all = new ArrayList<>(ranges);
        sequences.forEach(sequence -> all.add(new Range(sequence, sequence)));
        all.sort(Comparator.comparingLong(Range::first));
        List<Range> joined = new ArrayList<>();
        for (Range next : all) {
            Range last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && next.first() <= last.last() + 1) {
                joined.set(joined.size() - 1, new Range(last.first(), Math.max(last.last(), next.last())));
            } else {
                joined.add(next);
            }
        }
        return new ExpiredSegments(joined);
    }
}
