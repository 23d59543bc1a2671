/**
 * The archive: its format, the archiver that rolls a topic into it, snapshots, and the replay of all of it. May use the log's reader, the engine
 * and the RDB codec; neither Kafka's nor Netty's classes.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.archive;
