/** {@code headwater tap}: prints a cluster's binlog. Reads through {@code replication}; knows nothing of Kafka itself. */
@org.jspecify.annotations.NullMarked
package io.headwater.hub.tap;
