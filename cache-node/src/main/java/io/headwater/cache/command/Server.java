package io.headwater.cache.command;

import io.headwater.cache.engine.Keyspace;
import java.util.random.RandomGenerator;

/**
 * What surrounds the commands of one shard's process, as the ports through which they reach it.
 *
 * @param keyspace the data
 * @param role whether this node is primary or replica
 * @param positions how far this node, the log and its readers have come
 * @param admission whether a write may be accepted now
 * @param config the configuration, as CONFIG sees it
 * @param cluster slots and their owners
 * @param control actions on the node: saves, shutdown
 * @param info what the node itself contributes to INFO
 * @param sessions the connected clients
 * @param counters statistics of the writer thread
 * @param random for RANDOMKEY, SPOP and the like; seeded by the simulator
 */
public record Server(
        Keyspace keyspace,
        ServerRole role,
        ShardPositions positions,
        Admission admission,
        ConfigView config,
        ClusterView cluster,
        ServerControl control,
        ServerInfo info,
        Sessions sessions,
        ServerCounters counters,
        RandomGenerator random) {}
