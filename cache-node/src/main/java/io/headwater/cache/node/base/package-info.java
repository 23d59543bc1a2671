/** Bases: the snapshots in a node's directory that its binlog goes on from. May use the engine, the RDB codec and the binlog. */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.node.base;
