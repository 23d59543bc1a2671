package io.headwater.hub.cli;

import io.headwater.restore.request.RestorePoint;
import io.headwater.schemas.Position;
import org.jspecify.annotations.Nullable;

/** A point of the log as the command line takes it: a time, a position of one shard, or {@code marker:NAME}. */
public sealed interface PointArgument {
    /** The newest marker of a name. */
    String MARKER = "marker:";

    /** A time or a position. */
    record Place(FromArgument place) implements PointArgument {}

    /** A marker. */
    record Named(String name) implements PointArgument {}

    /**
     * Reads TIME, POSITION or marker:NAME.
     *
     * @throws IllegalArgumentException if the text is none of them
     */
    static PointArgument parse(String text) {
        return text.startsWith(MARKER) && text.length() > MARKER.length()
                ? new Named(text.substring(MARKER.length()))
                : new Place(FromArgument.parse(text));
    }

    /**
     * The point.
     *
     * @param shard of a position; null if none is given
     */
    default RestorePoint point(@Nullable Integer shard) {
        return switch (this) {
            case Named named -> new RestorePoint.Marker(named.name(), 1);
            case Place(FromArgument.AtTime(TimeArgument time)) ->
                time.isLatest() ? RestorePoint.LATEST : new RestorePoint.Time(time.timeMs());
            case Place(FromArgument.AtPosition(Position position)) -> new RestorePoint.At(shard, position);
        };
    }
}
