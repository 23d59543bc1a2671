package io.headwater.archive;

import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a snapshot says, without its suffix.
 *
 * @param position behind the last entry in it
 * @param timeMs the time of the last valid record in it, milliseconds since 1970
 * @param offset where the topic goes on behind it
 */
public record SnapshotName(Position position, long timeMs, long offset) {
    /** Suffix of the file itself. */
    public static final String RDB = ".rdb";
    /** Suffix of its manifest. */
    public static final String MANIFEST = ".avro";

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,18})-(\\d{1,18})-(\\d{1,18})");

    /** The name of a snapshot at a point of the log. */
    public static SnapshotName at(KafkaNote point) {
        return new SnapshotName(point.filter().position(), point.filter().lastTimeMs(), point.nextOffset());
    }

    /** Reads what {@link #toString} prints; empty if it is something else. */
    public static Optional<SnapshotName> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new SnapshotName(
                        new Position(number(parts, 1), number(parts, 2)), number(parts, 3), number(parts, 4)))
                : Optional.empty();
    }

    private static long number(Matcher parts, int group) {
        return Long.parseLong(parts.group(group));
    }

    @Override
    public String toString() {
        return position.epoch() + "-" + position.lsn() + "-" + timeMs + "-" + offset;
    }
}
