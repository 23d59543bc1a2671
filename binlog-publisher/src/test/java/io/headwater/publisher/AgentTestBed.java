package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.publisher.SimulatedTopic.Faults;
import io.headwater.schemas.FailoverMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Agents of a few nodes on one topic that fails only where a test says so; time passes in steps of a millisecond. */
abstract class AgentTestBed {
    static final long MS = 1_000_000;

    final Random random = new Random(42);
    final SimulatedTopic topic = new SimulatedTopic(random, SimulatedNode.SHARD, Faults.NONE);
    final List<SimulatedNode> running = new ArrayList<>();

    AgentTestBed() {
        topic.waitsTakeTime = false;
        topic.exists = false;
    }

    SimulatedNode primary(String name) {
        return primary(name, new MemoryLog(name));
    }

    SimulatedNode primary(String name, MemoryLog local) {
        return node(name, Ambition.PRIMARY, FailoverMode.AUTO, 0, local);
    }

    SimulatedNode standby(String name, int priority) {
        return node(name, Ambition.STANDBY, FailoverMode.AUTO, priority, new MemoryLog(name));
    }

    SimulatedNode replica(String name) {
        return node(name, Ambition.NEVER, FailoverMode.AUTO, 0, new MemoryLog(name));
    }

    SimulatedNode node(String name, Ambition ambition, FailoverMode mode, int priority, MemoryLog local) {
        assertEquals(name, local.nodeName());
        SimulatedNode node = new SimulatedNode(topic, local, random, ambition, mode, priority);
        running.add(node);
        return node;
    }

    SimulatedNode leading(SimulatedNode node) {
        within(2_000, node::leads);
        return node;
    }

    void kill(SimulatedNode node) {
        node.agent.abandon();
        running.remove(node);
    }

    void within(long ms, BooleanSupplier condition) {
        for (long i = 0; i < ms && !condition.getAsBoolean(); i++) {
            after(1);
        }
        assertTrue(condition.getAsBoolean(), "not within " + ms + " ms");
    }

    void after(long ms) {
        for (long i = 0; i < ms; i++) {
            List.copyOf(running).forEach(SimulatedNode::turn);
            topic.step(MS);
        }
    }
}
