/**
 * From archive and topic back to a keyspace: what there is (inventory), the way to a time (routes, pure), and the replay along it. A restore and a
 * snapshot are the same replay. May use the archive, the log's reader, the engine and the RDB codec.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.archive.replay;
