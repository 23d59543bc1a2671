/** When snapshots and drills are due. Pure. */
@org.jspecify.annotations.NullMarked
package io.headwater.archive.schedule;
