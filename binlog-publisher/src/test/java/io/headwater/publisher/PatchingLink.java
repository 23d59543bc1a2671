package io.headwater.publisher;

import io.headwater.replication.ShardReader;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;

/** A link that changes claims on their way to a reader: as if the reader judged them by another rule. */
final class PatchingLink extends SimulatedLink {
    /** Changes a claim on its way to a reader. */
    interface ClaimPatch {
        /** Null for no change. */
        byte[] patched(ShardReader reader, LogRecordReader claim, FilterState state);
    }

    private final ClaimPatch patch;

    PatchingLink(ClaimPatch patch) {
        this.patch = patch;
    }

    @Override
    boolean readsOneByOne() {
        return true;
    }

    @Override
    byte[] read(ShardReader reader, byte[] value) {
        LogRecordReader record = Forgery.parsed(value);
        byte[] patched = record.kind() == RecordKind.CLAIM ? patch.patched(reader, record, reader.state()) : null;
        return patched == null ? value : patched;
    }
}
