/**
 * Redis's snapshot format (RDB, version 10), read and written as a stream. The codec ({@link
 * io.headwater.cache.rdb.RdbReader}, {@link io.headwater.cache.rdb.RdbWriter}) knows bytes, and streams as the
 * engine keeps them; the classes named
 * {@code KeyspaceRdb*} join it to the engine, the one room that this one may touch.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.rdb;
