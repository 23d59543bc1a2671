/** Where a restored keyspace goes: a file, a running server, a new cluster, the cluster itself. Each as a whole, or saying exactly what it wrote. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.publish;
