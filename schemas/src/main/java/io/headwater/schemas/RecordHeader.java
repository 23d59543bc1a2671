package io.headwater.schemas;

/** Writes the fields that every log record starts with, up to and including the branch of its body. */
final class RecordHeader {
    /** The longest header: timeline, shard, epoch, nonce, counter, time, last lsn, branch. */
    static final int MAX_BYTES = Timeline.BYTES + 5 + Varint.MAX_BYTES + 8 + 3 * Varint.MAX_BYTES + 1;

    private RecordHeader() {}

    static int size(RecordStamp stamp, long counter, long timeMs, long lastLsn) {
        return Timeline.BYTES
                + Varint.size(stamp.shard())
                + Varint.size(stamp.epoch())
                + 8
                + Varint.size(counter)
                + Varint.size(timeMs)
                + Varint.size(lastLsn)
                + 1;
    }

    /** Returns the offset behind the header. */
    static int put(
            byte[] bytes, int offset, RecordStamp stamp, long counter, long timeMs, long lastLsn, RecordKind kind) {
        stamp.timeline().write(bytes, offset);
        int at = Varint.put(bytes, offset + Timeline.BYTES, stamp.shard());
        at = Varint.put(bytes, at, stamp.epoch());
        Bytes.putLong(bytes, at, stamp.publisher());
        at = Varint.put(bytes, at + 8, counter);
        at = Varint.put(bytes, at, timeMs);
        at = Varint.put(bytes, at, lastLsn);
        return Varint.put(bytes, at, kind.branch());
    }
}
