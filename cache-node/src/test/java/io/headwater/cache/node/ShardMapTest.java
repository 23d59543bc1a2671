package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.node.ClusterDirectory.Primary;
import io.headwater.cache.node.config.NodePlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node makes of the directory and of its own log. */
class ShardMapTest {
    private static final ClusterMap EMPTY = new ClusterMap(1, List.of(), List.of());
    private static final Primary FIRST = new Primary(0, "a", "10.0.0.1:7000", 1);
    private static final Primary SECOND = new Primary(0, "b", "10.0.0.2:7001", 2);

    private final ShardMap shards = new ShardMap(new NodePlace("city", 0, 1, NodePlace.Role.REPLICA, true), "b", "10.0.0.2:7001");
    private final List<String> switches = new ArrayList<>();

    @BeforeEach
    void listen() {
        shards.tells((shard, before, now) -> switches.add(shard + ": " + before.host() + " -> " + now.host()));
    }

    private static ClusterMap map(Primary... primaries) {
        return new ClusterMap(1, List.of(primaries), List.of());
    }

    private String primary() {
        return Objects.requireNonNull(Objects.requireNonNull(shards.ownShard()).primary()).host();
    }

    @Test
    void aNodeWithoutALogIsItsOwnPrimary() {
        ShardMap alone = new ShardMap(NodePlace.ALONE, "a", "10.0.0.1:7000");
        assertEquals(7000, Objects.requireNonNull(Objects.requireNonNull(alone.ownShard()).primary()).port());
    }

    @Test
    void theFirstPrimaryIsNoSwitch() {
        shards.refresh(EMPTY, 0);
        assertNull(Objects.requireNonNull(shards.ownShard()).primary());
        shards.refresh(map(FIRST), 0);
        assertEquals("10.0.0.1", primary());
        assertEquals(List.of(), switches);
    }

    @Test
    void anotherPrimaryInTheDirectoryIsASwitch() {
        shards.refresh(map(FIRST), 0);
        shards.refresh(map(SECOND), 0);
        shards.refresh(map(SECOND), 0);
        assertEquals(List.of("0: 10.0.0.1 -> 10.0.0.2"), switches);
    }

    @Test
    void theLogIsBelievedBeforeADirectoryThatLagsBehind() {
        shards.refresh(map(FIRST), 0);
        shards.ledBy(SECOND, map(FIRST), 0);
        shards.refresh(map(FIRST), 0);
        assertEquals("10.0.0.2", primary());
        shards.ledBy(FIRST, map(FIRST), 0);
        assertEquals("10.0.0.2", primary(), "an older claim is passed over");
        assertEquals(List.of("0: 10.0.0.1 -> 10.0.0.2"), switches);
    }

    @Test
    void aNewEpochOfTheSamePrimaryIsNoSwitch() {
        shards.refresh(map(FIRST), 0);
        shards.ledBy(new Primary(0, "a", "10.0.0.1:7000", 2), map(FIRST), 0);
        assertEquals(List.of(), switches);
    }
}
