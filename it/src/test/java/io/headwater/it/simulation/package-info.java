/**
 * A shard in one thread: the production state machines of two or three nodes (engine, binlog and its recovery, agent with claims, lease and publication, reader, filter) over
 * a clock, disks, a network and a log that are made here, with faults drawn from a seed. A run is a pure function of its seed.
 *
 * <pre>
 * World       time, and whose turn it is; an actor may stand still in the middle of a step while others go on
 * Log         the topic and its broker: requests arrive late, twice, or never; answers get lost
 * Machine     a node's computer: disk, clocks, network; its process comes and goes
 * Clients     ask, and write down what they are told
 * Misfortune  draws what goes wrong, and when
 * Invariants  what must hold, each a class of its own
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.headwater.it.simulation;
