/**
 * Reads a shard's topic: the reader that everything downstream builds on, the registry adapter, the feed of replicas, the cluster's directory.
 * May use schemas, the ports of cache-node, Kafka's client, and, as the only room, io.confluent.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.replication;
