/** A restore in place: what differs between two states of a shard is written through its primary, as commands. May use the engine and plain connections. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.inplace;
