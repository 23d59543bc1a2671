/** The retention gate: what of a shard's topic nobody needs any more. The decision is pure; Kafka is behind a port of replication-consumer. */
@org.jspecify.annotations.NullMarked
package io.headwater.archive.gate;
