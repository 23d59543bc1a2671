/** A restore into a new cluster: keyspaces become the beginning of logs. May use the publisher and the engine. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.branch;
