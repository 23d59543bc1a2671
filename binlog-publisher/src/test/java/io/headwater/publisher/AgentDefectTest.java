package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.cache.node.ShardLog.State;
import io.headwater.publisher.SimulatedTopic.Faults;
import io.headwater.schemas.FailoverMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An agent that cannot go on takes its node with it, or the node would acknowledge what no log will ever get. */
class AgentDefectTest {
    @Test
    void evenAnErrorOfTheVirtualMachineEndsTheNode() {
        SimulatedTopic topic = new SimulatedTopic(new Random(1), SimulatedNode.SHARD, Faults.NONE);
        topic.waitsTakeTime = false;
        topic.exists = false;
        Random exhausted = new Random() {
            @Override
            public int next(int bits) {
                throw new OutOfMemoryError("no heap for a nonce");
            }
        };
        SimulatedNode node =
                new SimulatedNode(topic, new MemoryLog("n1"), exhausted, Ambition.PRIMARY, FailoverMode.AUTO, 0);
        for (int i = 0; i < 1_000 && node.failure == null; i++) {
            node.turn();
            topic.step(1_000_000);
        }
        assertNotNull(node.failure);
        assertTrue(String.valueOf(node.failure.getMessage()).contains("no heap for a nonce"), String.valueOf(node.failure.getMessage()));
        assertEquals(State.STOPPED, node.state());
    }
}
