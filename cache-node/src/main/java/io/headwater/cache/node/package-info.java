/** A cache node: configuration, start, recovery, roles, and the ports that the log's rooms implement. May use every room of this module. */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.node;
