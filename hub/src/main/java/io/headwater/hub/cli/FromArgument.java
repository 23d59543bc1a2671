package io.headwater.hub.cli;

import io.headwater.schemas.Position;
import java.util.regex.Pattern;

/** Where {@code tap} begins: a time, or a position in one shard's log. */
public sealed interface FromArgument {
    /** From the first entry whose time is not before this one. */
    record AtTime(TimeArgument time) implements FromArgument {}

    /** From the entry at this position. */
    record AtPosition(Position position) implements FromArgument {}

    /** A time has at least two colons or none: one colon between numbers is a position. */
    Pattern POSITION = Pattern.compile("\\d+:\\d+");

    /**
     * Reads TIME or POSITION.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    static FromArgument parse(String text) {
        String trimmed = text.strip();
        return POSITION.matcher(trimmed).matches()
                ? new AtPosition(Position.parse(trimmed))
                : new AtTime(TimeArgument.parse(trimmed));
    }
}
