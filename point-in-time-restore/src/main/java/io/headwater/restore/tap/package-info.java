/** The binlog as lines of JSON. May use the log's reader. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.tap;
