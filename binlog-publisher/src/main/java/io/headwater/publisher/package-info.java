/** Appends a node's binlog to its topic: claims, publishing, commit positions. Runs in the node's process. */
@org.jspecify.annotations.NullMarked
package io.headwater.publisher;
