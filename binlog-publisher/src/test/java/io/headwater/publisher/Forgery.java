package io.headwater.publisher;

import io.headwater.schemas.Claim;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.WireFormat;
import java.util.List;

/** Takes records apart and makes false ones, for planted faults. */
final class Forgery {
    private Forgery() {}

    static LogRecordReader parsed(byte[] value) {
        LogRecordReader record = new LogRecordReader();
        record.wrap(value, WireFormat.PREFIX_BYTES, value.length - WireFormat.PREFIX_BYTES);
        return record;
    }

    /** The same claim with another predecessor. */
    static byte[] withAfter(LogRecordReader record, RecordId after) {
        Claim claim = record.claim();
        RecordStamp stamp = new RecordStamp(
                record.timeline(), record.shard(), record.epoch(), record.publisher(), record.counter(), record.lastLsn() + 1);
        byte[] encoded = new Claim(claim.node(), claim.address(), after, claim.failover()).encoded(stamp, record.timeMs());
        byte[] value = new byte[WireFormat.PREFIX_BYTES + encoded.length];
        WireFormat.write(value, 0, 1);
        System.arraycopy(encoded, 0, value, WireFormat.PREFIX_BYTES, encoded.length);
        return value;
    }

    /** The claim with the highest epoch in the topic. */
    static LogRecordReader newestClaim(SimulatedTopic topic) {
        List<byte[]> values = topic.values();
        for (int i = values.size() - 1; i >= 0; i--) {
            LogRecordReader record = parsed(values.get(i));
            if (record.kind() == RecordKind.CLAIM) {
                return record;
            }
        }
        return null;
    }

    /** The same note with another last record. */
    static KafkaNote withLastId(KafkaNote note, RecordId id) {
        FilterState state = note.filter();
        return new KafkaNote(
                note.topicId(),
                note.nextOffset(),
                new FilterState(
                        state.timeline(),
                        state.epoch(),
                        state.publisher(),
                        state.node(),
                        state.address(),
                        state.failover(),
                        state.lastLsn(),
                        id,
                        state.lastTimeMs(),
                        state.epochEnds()));
    }
}
