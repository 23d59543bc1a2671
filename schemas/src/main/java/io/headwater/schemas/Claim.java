package io.headwater.schemas;

import org.jspecify.annotations.Nullable;

/**
 * A candidate's claim to lead from here on.
 *
 * @param node the candidate's name, the same across its restarts
 * @param address host:port for clients
 * @param after the id of the last valid record that the candidate has read; null on an empty log
 */
public record Claim(String node, String address, @Nullable RecordId after, FailoverMode failover) {
    /** Encodes the record; takes the stamp's next counter, which should be the publisher's first. */
    public byte[] encoded(RecordStamp stamp, long timeMs) {
        byte[] header = new byte[RecordHeader.MAX_BYTES];
        int length =
                RecordHeader.put(header, 0, stamp, stamp.takeCounter(), timeMs, stamp.lastLsn(), RecordKind.CLAIM);
        AvroWriter out =
                new AvroWriter(256).raw(header, 0, length).text(node).text(address);
        if (after == null) {
            out.number(0);
        } else {
            out.number(1).fixedLong(after.publisher()).number(after.counter());
        }
        return out.number(failover.ordinal()).toBytes();
    }
}
