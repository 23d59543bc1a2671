package io.headwater.hub.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.hub.up.PortPlan.Node;
import io.headwater.hub.up.PortPlan.Role;
import io.headwater.schemas.HeadwaterException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortPlanTest {
    @Test
    void aShardsStandbysAndReplicasFollowItsPrimary() {
        assertEquals(
                List.of(
                        new Node(0, Role.primary, 1, 6379),
                        new Node(0, Role.standby, 1, 6380),
                        new Node(0, Role.replica, 1, 6381),
                        new Node(1, Role.primary, 1, 6382),
                        new Node(1, Role.standby, 1, 6383),
                        new Node(1, Role.replica, 1, 6384)),
                new PortPlan(6379, 2, 1, 1).nodes());
    }

    @Test
    void nodesAreNamedByShardAndRole() {
        assertEquals(List.of("primary-0", "standby-0-1", "replica-0-1"), new PortPlan(6379, 1, 1, 1).nodes().stream().map(Node::name).toList());
    }

    @Test
    void theLastPortIsUsable() {
        assertEquals(65535, new PortPlan(65534, 1, 0, 1).nodes().getLast().port());
    }

    @Test
    void aPlanBeyondTheLastPortIsRefusedWithTheRange() {
        var e = assertThrows(HeadwaterException.class, () -> new PortPlan(65534, 3, 0, 0));
        assertEquals(HeadwaterException.EXIT_USAGE, e.exitCode());
        assertTrue(e.hint().contains("65533"), e.hint());
    }
}
