package io.headwater.schemas;

import java.util.Arrays;

/** The record that says: the epoch's primary is alive and has nothing newer than this lsn. */
public final class Heartbeat {
    private Heartbeat() {}

    /** Encodes a heartbeat; called on the writer thread, since it takes the stamp's next counter and its last lsn. */
    public static byte[] encoded(RecordStamp stamp, long timeMs) {
        byte[] record = new byte[RecordHeader.MAX_BYTES];
        int length = RecordHeader.put(
                record, 0, stamp, stamp.takeCounter(), timeMs, stamp.lastLsn(), RecordKind.HEARTBEAT);
        return Arrays.copyOf(record, length);
    }
}
