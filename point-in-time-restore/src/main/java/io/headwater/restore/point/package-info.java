/** Finds the entry that a point stands for (a marker, a position, just before a command) by a scan of the log without a fold. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.point;
