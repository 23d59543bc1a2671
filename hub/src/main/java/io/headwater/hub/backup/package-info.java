/** What `headwater backup` and `headwater drill` print and do. May use the archive and the restore. */
@org.jspecify.annotations.NullMarked
package io.headwater.hub.backup;
