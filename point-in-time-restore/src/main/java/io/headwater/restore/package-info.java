/**
 * Restore as a runbook of steps: look what there is, plan (pure), replay, count, publish. May use the archive's replay, the log's reader, the engine
 * and the RDB codec; speaks to running servers by plain RESP over sockets.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.restore;
