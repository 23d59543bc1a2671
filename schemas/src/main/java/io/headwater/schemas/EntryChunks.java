package io.headwater.schemas;

/** Cuts an entry that exceeds a batch into chunk records; their data in order is the Avro of a batch with that one entry. */
final class EntryChunks {
    private EntryChunks() {}

    static void seal(byte[] bytes, int start, int end, long timeMs, int maxBytes, RecordStamp stamp, RecordSink sink) {
        long lsn = stamp.takeLsns(1);
        byte[] batch = new byte[Varint.size(lsn) + 1 + (end - start) + 1];
        int at = Varint.put(batch, 0, lsn);
        at = Varint.put(batch, at, 1);
        System.arraycopy(bytes, start, batch, at, end - start);
        int count = (batch.length - 1) / maxBytes + 1;
        for (int index = 0; index < count; index++) {
            int from = index * maxBytes;
            int length = Math.min(maxBytes, batch.length - from);
            byte[] record = new byte[BatchEncoder.HEADROOM_BYTES + 3 * Varint.MAX_BYTES + length];
            int payload = FrameCodec.HEADER_BYTES;
            int to = RecordHeader.put(record, payload, stamp, stamp.takeCounter(), timeMs, lsn, RecordKind.CHUNK);
            to = Varint.put(record, to, lsn);
            to = Varint.put(record, to, index);
            to = Varint.put(record, to, count);
            to = Varint.put(record, to, length);
            System.arraycopy(batch, from, record, to, length);
            sink.record(record, payload, to + length - payload, lsn, timeMs);
        }
    }
}
