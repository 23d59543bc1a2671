/** The digest: an order-independent sum over a keyspace, by which copies are compared at one lsn. May use the engine. */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.engine.digest;
