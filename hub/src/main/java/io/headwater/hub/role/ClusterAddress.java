package io.headwater.hub.role;

import org.jspecify.annotations.Nullable;

/**
 * Where a cluster's log is.
 *
 * @param name the cluster's name, the prefix of its topics
 * @param kafka Kafka's bootstrap address; null without Kafka
 * @param registry URL of the registry's Confluent-compatible API; null when none is known
 */
public record ClusterAddress(String name, @Nullable String kafka, @Nullable String registry) {}
