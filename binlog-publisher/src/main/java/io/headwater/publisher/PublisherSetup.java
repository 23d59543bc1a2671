package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import java.util.function.LongSupplier;

/**
 * What claiming and publishing work with.
 *
 * @param topic the shard's topic
 * @param local the node's directory
 * @param nanoTime the monotonic clock
 * @param signal wakes the thread that claims or publishes
 */
record PublisherSetup(
        ShardTopic topic, LocalLog local, int shard, LongSupplier nanoTime, Signal signal) {
    /** The monotonic clock, now. */
    long nowNanos() {
        return nanoTime.getAsLong();
    }
}
