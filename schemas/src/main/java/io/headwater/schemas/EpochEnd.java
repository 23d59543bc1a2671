package io.headwater.schemas;

/** The last valid lsn of an epoch that has ended. A position beyond it in that epoch is of a lost write. */
public record EpochEnd(long epoch, long lastLsn) {}
