package io.headwater.restore.point;

import io.headwater.restore.text.Times;
import io.headwater.schemas.Actor;
import io.headwater.schemas.Position;
import io.headwater.schemas.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * An entry that a search came upon.
 *
 * @param position of the entry itself
 * @param what it says, in short
 */
public record FoundEntry(int shard, Timeline timeline, Position position, long timeMs, @Nullable Actor actor, String what) {
    /** The entry and its place. */
    String place() {
        return what + " at " + Times.text(timeMs) + ", position " + position + " of shard " + shard;
    }

    @Override
    public String toString() {
        return place() + ", " + by(actor);
    }

    /** Who wrote it, for people. */
    public static String by(@Nullable Actor actor) {
        if (actor == null) {
            return "by a client without a name";
        }
        return "by " + (actor.client().isEmpty() ? "a client without a name" : "client " + actor.client())
                + (actor.user().isEmpty() ? "" : " as user " + actor.user());
    }
}
