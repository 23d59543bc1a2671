/** The binlog on disk: segments, the thread that writes them, recovery. Knows schemas only. */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.binlog;
