/** The replay of one shard of a plan, and what is kept of the keys that come out. May use the archive's replay. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.replay;
