package io.headwater.archive;

import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a segment says: where it starts, and nothing of where it ends. So two archivers that went on from the same point choose the
 * same name, and the store lets one of them have it; and a listing alone tells where every segment but the last ends.
 *
 * @param sequence from 1, without holes along a timeline
 * @param after the position of the log before the first record
 * @param afterTimeMs the time of the last valid record before it, milliseconds since 1970; 0 if there is none
 * @param offset the topic's offset from which the segment's records were read
 */
public record SegmentName(long sequence, Position after, long afterTimeMs, long offset) {
    private static final Pattern FORM = Pattern.compile("(\\d{10})-(\\d{1,18})-(\\d{1,18})-(\\d{1,18})-(\\d{1,18})\\.avro");

    /** The name of the segment that follows a point of the log. */
    public static SegmentName following(long lastSequence, KafkaNote point) {
        return new SegmentName(
                lastSequence + 1, point.filter().position(), point.filter().lastTimeMs(), point.nextOffset());
    }

    /** Reads what {@link #toString} prints; empty if it is something else. */
    public static Optional<SegmentName> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new SegmentName(
                        number(parts, 1), new Position(number(parts, 2), number(parts, 3)), number(parts, 4), number(parts, 5)))
                : Optional.empty();
    }

    private static long number(Matcher parts, int group) {
        return Long.parseLong(parts.group(group));
    }

    @Override
    public String toString() {
        // Not String.format: a listing of a long archive has a hundred thousand of these.
        String digits = Long.toString(sequence);
        return "0".repeat(Math.max(0, 10 - digits.length())) + digits + "-" + after.epoch() + "-" + after.lsn() + "-" + afterTimeMs
                + "-" + offset + ".avro";
    }
}
