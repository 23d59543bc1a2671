package io.headwater.archive.gate;

import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.TimeUnit;

/**
 * What the gate keeps although no reader needs it, and when it warns.
 *
 * @param keepMs records younger than this stay, from 0
 * @param keepBytes beyond so many bytes of a topic, younger records may go too; {@link #UNBOUNDED} keeps all that are young enough
 * @param holdMs for so long at least the log waits for a reader that has fallen silent, whatever its time to live; from 0
 * @param alarmBytes a reader that holds more than this is warned of, from 1
 * @param alarmMs so long before the log stops waiting for a silent reader it is warned of, from 0
 */
public record GatePolicy(long keepMs, long keepBytes, long holdMs, long alarmBytes, long alarmMs) {
    /** No bound in bytes. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    /** A week of log, an hour for silent readers; a warning at 8 GiB, and a quarter of an hour before the log stops waiting. */
    public static final GatePolicy DEFAULT =
            new GatePolicy(TimeUnit.DAYS.toMillis(7), UNBOUNDED, TimeUnit.HOURS.toMillis(1), 8L << 30, TimeUnit.MINUTES.toMillis(15));

    public GatePolicy {
        if (keepMs < 0 || keepBytes < 1 || holdMs < 0 || alarmBytes < 1 || alarmMs < 0) {
            throw new HeadwaterException(
                    "a gate that keeps " + keepMs + " ms and " + keepBytes + " bytes is not possible",
                    "give no negative time, and at least one byte",
                    HeadwaterException.EXIT_USAGE);
        }
    }
}
