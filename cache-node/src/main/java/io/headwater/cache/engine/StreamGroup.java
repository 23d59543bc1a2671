package io.headwater.cache.engine;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A consumer group of a stream: how far it has read, its consumers in the order of their names, and what they have not acknowledged. Only {@link Fold} changes one. */
public final class StreamGroup {
    /** An {@link #entriesRead} that nobody knows. */
    public static final long UNKNOWN = -1;

    private final byte[] name;
    StreamId lastId;
    long entriesRead;
    final TreeMap<byte[], StreamConsumer> consumers = new TreeMap<>(Arrays::compareUnsigned);
    final TreeMap<StreamId, PendingEntry> pending = new TreeMap<>();

    StreamGroup(byte[] name, StreamId lastId, long entriesRead) {
        this.name = name;
        this.lastId = lastId;
        this.entriesRead = entriesRead;
    }

    /** Not to be changed. */
    public byte[] name() {
        return name;
    }

    /** The last entry that was delivered as a new one. */
    public StreamId lastId() {
        return lastId;
    }

    /** How many entries were ever added up to {@link #lastId}, or {@link #UNKNOWN}. */
    public long entriesRead() {
        return entriesRead;
    }

    /** All consumers, by name. */
    public Collection<StreamConsumer> consumers() {
        return Collections.unmodifiableCollection(consumers.values());
    }

    /** The consumer of this name, or null. */
    public @Nullable StreamConsumer consumer(byte[] consumer) {
        return consumers.get(consumer);
    }

    /** All that is not acknowledged, by ID. */
    public Collection<PendingEntry> pending() {
        return Collections.unmodifiableCollection(pending.values());
    }

    /** The pending entry with this ID, or null. */
    public @Nullable PendingEntry pending(StreamId id) {
        return pending.get(id);
    }

    /** Those of {@link #pending} from {@code first} to {@code last}. */
    public NavigableMap<StreamId, PendingEntry> pending(StreamId first, StreamId last) {
        return between(pending, first, last);
    }

    static NavigableMap<StreamId, PendingEntry> between(TreeMap<StreamId, PendingEntry> all, StreamId first, StreamId last) {
        return first.compareTo(last) > 0 ? Collections.emptyNavigableMap() : Collections.unmodifiableNavigableMap(all.subMap(first, true, last, true));
    }

    // What follows changes the group: for the fold.

    StreamConsumer createConsumer(byte[] consumer, long seenAtMs) {
        StreamConsumer existing = consumers.get(consumer);
        if (existing != null) return existing;
        StreamConsumer created = new StreamConsumer(consumer, seenAtMs);
        consumers.put(consumer, created);
        return created;
    }

    void deleteConsumer(byte[] consumer) {
        StreamConsumer gone = consumers.remove(consumer);
        if (gone != null) gone.pending.keySet().forEach(pending::remove);
    }

    void claim(StreamId id, StreamConsumer owner, long deliveredAtMs, long deliveries) {
        PendingEntry entry = pending.get(id);
        if (entry == null) {
            entry = new PendingEntry(id, owner, deliveredAtMs, deliveries);
            pending.put(id, entry);
        } else {
            entry.consumer.pending.remove(id);
            entry.consumer = owner;
            entry.deliveredAtMs = deliveredAtMs;
            entry.deliveries = deliveries;
        }
        owner.pending.put(id, entry);
    }

    void acknowledge(StreamId id) {
        PendingEntry entry = pending.remove(id);
        if (entry != null) entry.consumer.pending.remove(id);
    }

    StreamGroup copy() {
        StreamGroup copy = new StreamGroup(name, lastId, entriesRead);
        for (StreamConsumer consumer : consumers.values()) {
            StreamConsumer other = copy.createConsumer(consumer.name(), consumer.seenAtMs());
            for (PendingEntry entry : consumer.pending.values()) copy.claim(entry.id(), other, entry.deliveredAtMs, entry.deliveries);
        }
        return copy;
    }
}
