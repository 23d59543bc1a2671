package io.headwater.cache.command;

import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.PendingEntry;
import io.headwater.cache.engine.Slice;
import io.headwater.cache.engine.StreamConsumer;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamGroup;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Yields what makes an absent key hold a stream. An entry may be pending that is gone from the stream; since only an entry that is there can be claimed, another one stands
 * in for it until it is claimed. In front of the first entry such ones are trimmed and not deleted, so that no server takes them for deleted by name. Counters that no command can set, which only a forged payload has or one of 2^63, become the
 * nearest that one can.
 */
final class StreamMaker {
    private static final byte[] CREATE = PubSub.bytes("CREATE");
    private static final byte[] MKSTREAM = PubSub.bytes("MKSTREAM");
    private static final byte[] DESTROY = PubSub.bytes("DESTROY");
    private static final byte[] CREATECONSUMER = PubSub.bytes("CREATECONSUMER");
    private static final byte[] ENTRIESREAD = PubSub.bytes("ENTRIESREAD");
    private static final byte[] ENTRIESADDED = PubSub.bytes("ENTRIESADDED");
    private static final byte[] MAXDELETEDID = PubSub.bytes("MAXDELETEDID");
    private static final byte[] MAXLEN = PubSub.bytes("MAXLEN");
    private static final byte[] EXACTLY = PubSub.bytes("=");
    private static final byte[] TIME = PubSub.bytes("TIME");
    private static final byte[] RETRYCOUNT = PubSub.bytes("RETRYCOUNT");
    private static final byte[] FORCE = PubSub.bytes("FORCE");
    private static final byte[] JUSTID = PubSub.bytes("JUSTID");
    private static final byte[] LASTID = PubSub.bytes("LASTID");
    private static final byte[] STANDS_IN = PubSub.bytes("-");

    private final Effects effects;
    private final byte[] key;

    StreamMaker(Effects effects, byte[] key) {
        this.effects = effects;
        this.key = key;
    }

    void make(StreamValue stream) {
        // Only an entry or a group makes a stream: here a group that goes at once.
        effects.begin(EffectOp.XGROUP, 7).arg(CREATE).arg(key).arg(STANDS_IN).arg(StreamId.MIN.bytes()).arg(MKSTREAM).arg(ENTRIESREAD).arg(StreamGroup.UNKNOWN).end();
        effects.begin(EffectOp.XGROUP, 3).arg(DESTROY).arg(key).arg(STANDS_IN).end();
        TreeSet<StreamId> gone = gone(stream);
        entries(stream, gone);
        for (StreamGroup group : stream.groups()) group(group);
        StreamId first = stream.firstId();
        boolean trims = !gone.isEmpty() && (stream.length() == 0 || gone.first().compareTo(first) < 0);
        for (StreamId id : stream.length() == 0 ? new TreeSet<StreamId>() : gone.tailSet(first)) effects.begin(EffectOp.XDEL, 2).arg(key).arg(id.bytes()).end();
        if (trims) effects.begin(EffectOp.XTRIM, 4).arg(key).arg(MAXLEN).arg(EXACTLY).arg(stream.length()).end();
        effects.begin(EffectOp.XSETID, 6)
                .arg(key)
                .arg(stream.lastId().bytes())
                .arg(ENTRIESADDED)
                .arg(Math.max(stream.entriesAdded(), stream.length()))
                .arg(MAXDELETEDID)
                .arg((stream.maxDeletedId().compareTo(stream.lastId()) > 0 ? stream.lastId() : stream.maxDeletedId()).bytes())
                .end();
    }

    /** The pending IDs that need something to stand in. */
    private static TreeSet<StreamId> gone(StreamValue stream) {
        TreeSet<StreamId> gone = new TreeSet<>();
        StreamId first = stream.firstId();
        for (StreamGroup group : stream.groups()) {
            for (PendingEntry pending : group.pending()) {
                StreamId id = pending.id();
                // What was trimmed before the last ID was set back can be between newer entries: the fold takes its claim as it is, another server passes it over.
                boolean lies = stream.length() == 0 || id.compareTo(first) < 0 || id.compareTo(stream.maxDeletedId()) <= 0;
                if (lies && !stream.contains(id)) gone.add(id);
            }
        }
        return gone;
    }

    private void entries(StreamValue stream, TreeSet<StreamId> gone) {
        StreamCursor cursor = stream.cursor(StreamId.MIN, StreamId.MAX, false);
        StreamId before = StreamId.MIN;
        while (cursor.next()) {
            StreamId id = cursor.id();
            standIns(gone, before, id);
            effects.begin(EffectOp.XADD, 2 + 2 * cursor.fields()).arg(key).arg(id.bytes());
            while (cursor.nextField()) {
                slice(cursor.field());
                slice(cursor.value());
            }
            effects.end();
            before = id;
        }
        standIns(gone, before, null);
    }

    private void slice(Slice slice) {
        effects.arg(slice.bytes(), slice.offset(), slice.length());
    }

    private void standIns(TreeSet<StreamId> gone, StreamId behind, @Nullable StreamId to) {
        for (StreamId id : to == null ? gone.tailSet(behind) : gone.subSet(behind, to)) {
            effects.begin(EffectOp.XADD, 4).arg(key).arg(id.bytes()).arg(STANDS_IN).arg(STANDS_IN).end();
        }
    }

    private void group(StreamGroup group) {
        byte[] lastId = group.lastId().bytes();
        effects.begin(EffectOp.XGROUP, 6).arg(CREATE).arg(key).arg(group.name()).arg(lastId).arg(ENTRIESREAD).arg(Math.max(group.entriesRead(), StreamGroup.UNKNOWN)).end();
        for (StreamConsumer consumer : group.consumers()) {
            effects.begin(EffectOp.XGROUP, 4).arg(CREATECONSUMER).arg(key).arg(group.name()).arg(consumer.name()).end();
        }
        for (PendingEntry pending : group.pending()) {
            effects.begin(EffectOp.XCLAIM, 13)
                    .arg(key)
                    .arg(group.name())
                    .arg(pending.consumer().name())
                    .arg(0)
                    .arg(pending.id().bytes())
                    .arg(TIME)
                    .arg(pending.deliveredAtMs())
                    .arg(RETRYCOUNT)
                    .arg(Math.max(0, pending.deliveries()))
                    .arg(FORCE)
                    .arg(JUSTID)
                    .arg(LASTID)
                    .arg(lastId)
                    .end();
        }
    }
}
