package io.headwater.archive.replay;

import io.headwater.schemas.LogFilter;
import io.headwater.schemas.Verdict;

/** Takes the records of a log in their order, valid or not. One thread. */
interface RecordTaker {
    /** Takes the next record. The offset only serves messages, and the state to store. */
    Verdict take(byte[] bytes, int payloadOffset, int length, long logOffset);

    /** What judges the records. */
    LogFilter filter();

    /** Whether nothing more is wanted. */
    boolean passed();

    /** Entries that were taken. */
    long entries();

    /** Effects that were applied. */
    long effects();
}
