package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import java.util.function.LongSupplier;

/**
 * What claiming and publishing work with.
 *
 * @param topic the shard's topic
 * @param local the node's directory
 * @param schemaId the registry's id of the log record's schema, for the wire format
 * @param nanoTime the monotonic clock
 * @param signal wakes the thread that claims or publishes
 */
record PublisherSetup(
        PublisherTopic topic, LocalLog local, int shard, int schemaId, LongSupplier nanoTime, Signal signal) {
    /** The monotonic clock, now. */
    long nowNanos() {
        return nanoTime.getAsLong();
    }
}
