package io.headwater.cache.engine;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A consumer of a {@link StreamGroup}. Only {@link Fold} changes one, but for the time at which it was seen. */
public final class StreamConsumer {
    private final byte[] name;
    private long seenAtMs;
    final TreeMap<StreamId, PendingEntry> pending = new TreeMap<>();

    StreamConsumer(byte[] name, long seenAtMs) {
        this.name = name;
        this.seenAtMs = seenAtMs;
    }

    /** Not to be changed. */
    public byte[] name() {
        return name;
    }

    /** When it last asked for something, in ms since 1970. Like an access time no part of the state: it is in snapshots, but in no digest and no entry. */
    public long seenAtMs() {
        return seenAtMs;
    }

    /** Remembers that it asked for something at {@code nowMs}. */
    public void seen(long nowMs) {
        seenAtMs = nowMs;
    }

    /** Entries that were delivered to it and not acknowledged. */
    public Collection<PendingEntry> pending() {
        return Collections.unmodifiableCollection(pending.values());
    }

    /** Those of {@link #pending} from {@code first} to {@code last}. */
    public NavigableMap<StreamId, PendingEntry> pending(StreamId first, StreamId last) {
        return StreamGroup.between(pending, first, last);
    }
}
