package io.headwater.archive.retention;

import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.TimeUnit;

/**
 * What is kept. Pins are kept beside.
 *
 * @param windowMs every moment so far back, milliseconds, from 0
 * @param hourly of so many hours that hold a snapshot the newest, from 0; hours, days and weeks (from Monday) are UTC's
 * @param daily the same for days
 * @param weekly the same for weeks
 */
public record RetentionPolicy(long windowMs, int hourly, int daily, int weekly) {
    /** Every moment of a week. */
    public static final RetentionPolicy DEFAULT = new RetentionPolicy(TimeUnit.DAYS.toMillis(7), 0, 0, 0);

    public RetentionPolicy {
        if (windowMs < 0 || hourly < 0 || daily < 0 || weekly < 0) {
            throw new HeadwaterException(
                    "a window of " + windowMs + " ms with " + hourly + ", " + daily + " and " + weekly + " snapshots is not possible",
                    "give no negative numbers",
                    HeadwaterException.EXIT_USAGE);
        }
    }
}
