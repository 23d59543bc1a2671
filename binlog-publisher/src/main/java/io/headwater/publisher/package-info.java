/**
 * Appends a node's binlog to its topic: claims, publishing, commit positions. Runs in the node's process. May use schemas, the ports of
 * cache-node, the reader of replication-consumer, and Kafka's client.
 *
 * <p>What decides ({@link io.headwater.publisher.AgentCycle}, {@link io.headwater.publisher.Publication}) sees Kafka only through
 * {@link io.headwater.publisher.ShardTopic}, so that a simulated topic can lose, delay and double its records.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.publisher;
