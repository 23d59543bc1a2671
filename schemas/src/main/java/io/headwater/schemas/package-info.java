/** The contract of the log: what every room reads and writes. Pure: no threads, sockets, files or Kafka. */
@org.jspecify.annotations.NullMarked
package io.headwater.schemas;
