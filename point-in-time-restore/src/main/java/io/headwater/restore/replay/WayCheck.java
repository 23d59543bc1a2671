package io.headwater.restore.replay;

import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.Route;
import io.headwater.schemas.HeadwaterException;

/** Sees to it that a way around damage did not skip what had to be replayed. */
public final class WayCheck {
    private WayCheck() {}

    /**
     * @param planned the way that had to begin where it does
     * @throws HeadwaterException if the way that was taken begins later
     */
    public static void require(Replayed replayed, Route planned) {
        if (replayed.route().base().lsn() > planned.base().lsn()) {
            throw new HeadwaterException(
                    "the log of shard " + planned.history().shard() + " is damaged behind " + planned.base()
                            + ", and the way around it begins at " + replayed.route().base() + ", behind what is needed",
                    "choose a later time, or mend the archive",
                    HeadwaterException.EXIT_CORRUPT);
        }
    }
}
