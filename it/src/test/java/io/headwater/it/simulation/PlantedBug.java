package io.headwater.it.simulation;

/** A mistake that one might make, done on purpose to one run: the invariants must find it. */
enum PlantedBug {
    /** None. */
    NONE,
    /** Replies leave whether or not the lease holds. */
    NO_LEASE_CHECK,
    /** The lease is looked at before the commands of a turn, not after. */
    LEASE_BEFORE_COMMANDS,
    /** The lease runs from the acknowledgement instead of the hand-over. */
    LEASE_FROM_ACKNOWLEDGEMENT,
    /** A write is acknowledged as soon as it is in the binlog. */
    ACKNOWLEDGED_EARLY,
    /** Whatever offset an append is told to stand at, it is taken for the one that was expected. */
    OFFSETS_IGNORED,
    /** A primary does not notice that another one's claim took effect. */
    CLAIM_IGNORED,
    /** A challenger waits less than a lease. */
    IMPATIENT_CHALLENGER,
    /** A replaced primary goes on with the frames that the log does not have. */
    VOID_FRAMES_KEPT
}
