/** Reads a shard's topic: reader, registry adapter, replicas, reader registration. The only room that imports io.confluent. */
@org.jspecify.annotations.NullMarked
package io.headwater.replication;
