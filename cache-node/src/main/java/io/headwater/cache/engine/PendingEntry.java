package io.headwater.cache.engine;

/** An entry of a stream that was delivered to a consumer and not acknowledged; the entry itself may be gone. Only {@link Fold} changes one. */
public final class PendingEntry {
    private final StreamId id;
    StreamConsumer consumer;
    long deliveredAtMs;
    long deliveries;

    PendingEntry(StreamId id, StreamConsumer consumer, long deliveredAtMs, long deliveries) {
        this.id = id;
        this.consumer = consumer;
        this.deliveredAtMs = deliveredAtMs;
        this.deliveries = deliveries;
    }

    public StreamId id() {
        return id;
    }

    /** Whose it is. */
    public StreamConsumer consumer() {
        return consumer;
    }

    /** When it was last delivered, in ms since 1970. */
    public long deliveredAtMs() {
        return deliveredAtMs;
    }

    /** How often it was delivered. */
    public long deliveries() {
        return deliveries;
    }
}
