package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.StreamGroup;
import io.headwater.cache.engine.StreamId;
import java.util.ArrayList;
import java.util.List;

/**
 * Yields deliveries to a consumer, in the form in which Redis passes them to its replicas: XCLAIM with the time and the number of each. Neighbours of the same time and
 * number go into one effect. Must be ended.
 */
final class StreamClaims {
    private static final int MAX_IDS = 256;
    private static final byte[] TIME = PubSub.bytes("TIME");
    private static final byte[] RETRYCOUNT = PubSub.bytes("RETRYCOUNT");
    private static final byte[] FORCE = PubSub.bytes("FORCE");
    private static final byte[] JUSTID = PubSub.bytes("JUSTID");
    private static final byte[] LASTID = PubSub.bytes("LASTID");
    private static final byte[] SETID = PubSub.bytes("SETID");
    private static final byte[] ENTRIESREAD = PubSub.bytes("ENTRIESREAD");
    private static final byte[] CREATECONSUMER = PubSub.bytes("CREATECONSUMER");

    private final Effects effects;
    private final Args args;
    private final int key;
    private final int group;
    private final int consumer;
    private final List<StreamId> ids = new ArrayList<>();
    private StreamId lastId;
    private long deliveredAtMs;
    private long deliveries;

    /** Of the key, group and consumer that these arguments name; {@code lastId} is the last that the group has read. */
    StreamClaims(CommandContext context, int key, int group, int consumer, StreamId lastId) {
        this.effects = context.effects();
        this.args = context.args();
        this.key = key;
        this.group = group;
        this.consumer = consumer;
        this.lastId = lastId;
    }

    /** Yields the consumer's creation if it is not there; remembers that it asked. */
    void ensureConsumer(StreamGroup of, long nowMs) {
        var existing = of.consumer(args.copy(consumer));
        if (existing != null) existing.seen(nowMs);
        else effects.begin(EffectOp.XGROUP, 4).arg(CREATECONSUMER).arg(args, key).arg(args, group).arg(args, consumer).end();
    }

    /** What the group has read rises to {@code id}. */
    void read(StreamId id) {
        lastId = id;
    }

    /** The consumer has this entry. */
    void add(StreamId id, long atMs, long times) {
        if (!ids.isEmpty() && (atMs != deliveredAtMs || times != deliveries || ids.size() == MAX_IDS)) end();
        deliveredAtMs = atMs;
        deliveries = times;
        ids.add(id);
    }

    /** Yields what was added last. */
    void end() {
        if (ids.isEmpty()) return;
        effects.begin(EffectOp.XCLAIM, 12 + ids.size()).arg(args, key).arg(args, group).arg(args, consumer).arg(0);
        for (StreamId id : ids) effects.arg(id.bytes());
        effects.arg(TIME).arg(deliveredAtMs).arg(RETRYCOUNT).arg(deliveries).arg(FORCE).arg(JUSTID).arg(LASTID).arg(lastId.bytes()).end();
        ids.clear();
    }

    /** Yields how far the group has read. */
    void position(StreamId id, long entriesRead) {
        effects.begin(EffectOp.XGROUP, 6).arg(SETID).arg(args, key).arg(args, group).arg(id.bytes()).arg(ENTRIESREAD).arg(entriesRead).end();
    }
}
