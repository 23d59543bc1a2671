/** {@code headwater replicate}: any Redis-compatible server as a replica of a shard. May use the log's reader, snapshots and the target's connection. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.replicate;
