/** Redis's snapshot format, read and written as a stream. May use the engine. */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.rdb;
