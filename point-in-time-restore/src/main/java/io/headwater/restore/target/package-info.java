/** Writing a keyspace into a running server by plain commands. Knows sockets, RESP and the engine's values. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.target;
