/** {@code headwater status}: what the cluster's directory and its nodes say about who leads and who follows how far behind. May use restore and replication. */
@org.jspecify.annotations.NullMarked
package io.headwater.hub.status;
