package io.headwater.hub.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

class UpPlanTest {
    @Test
    void aNewDirectoryGetsItsOwnBrokerAndRegistryAndOneShard() {
        UpState state = UpPlan.of(options(null, null, null), Optional.empty()).state();
        assertTrue(state.ownKafka());
        assertTrue(state.ownRegistry());
        assertEquals(1, state.shards());
        assertEquals("file:/d/archive", state.archive());
        assertEquals("127.0.0.1:6379", state.nodes().getFirst().address());
    }

    @Test
    void brokerAndRegistryKeepTheirPorts() {
        UpState first = UpPlan.of(options(null, null, null), Optional.empty()).state();
        assertEquals(first, UpPlan.of(options(null, null, null), Optional.of(first)).state());
    }

    @Test
    void theLeaseIsThatOfTheDirectorysBeginning() {
        UpState begun = UpPlan.of(options(null, null, null), Optional.empty()).state();
        assertEquals(UpPlan.LEASE_MS, begun.leaseMs());
        UpState before = new UpState(
                begun.cluster(), 1, 1, 1, begun.kafka(), begun.controllerPort(), begun.registry(), true, begun.archive(), 0, begun.nodes());
        assertEquals(0, UpPlan.of(options(null, null, null), Optional.of(before)).state().leaseMs());
        assertEquals(List.of(), UpServices.leaseArguments(0));
    }

    @Test
    void theNumberOfShardsIsRememberedAndCannotChange() {
        UpState two = UpPlan.of(options(2, null, null), Optional.empty()).state();
        assertEquals(2, UpPlan.of(options(null, null, null), Optional.of(two)).state().shards());
        var e = assertThrows(HeadwaterException.class, () -> UpPlan.of(options(3, null, null), Optional.of(two)));
        assertEquals("--shards 3 differs from the 2 of /d", e.getMessage());
        assertEquals(HeadwaterException.EXIT_USAGE, e.exitCode());
    }

    @Test
    void anotherClustersNameIsRefused() {
        UpState state = UpPlan.of(options(null, null, null), Optional.empty()).state();
        var other = new UpOptions(6379, Path.of("/d"), 0, 1, null, "other", null, null);
        assertThrows(HeadwaterException.class, () -> UpPlan.of(other, Optional.of(state)));
    }

    @Test
    void aForeignKafkaIsRememberedAndGetsARegistry() {
        UpState first = UpPlan.of(options(null, "k:9092", null), Optional.empty()).state();
        assertFalse(first.ownKafka());
        assertTrue(first.ownRegistry());
        UpState second = UpPlan.of(options(null, null, null), Optional.of(first)).state();
        assertEquals("k:9092", second.kafka());
        assertFalse(second.ownKafka());
    }

    @Test
    void aTakenPortIsNamedAndAFreeRangeSuggested() {
        UpPlan plan = UpPlan.of(options(null, null, null), Optional.empty());
        var e = assertThrows(HeadwaterException.class, () -> plan.requireFreePorts(port -> port != 6380 && port != 6479));
        assertEquals("port 6380 of replica-0-1 is taken by another process", e.getMessage());
        assertTrue(e.hint().endsWith("--port 6579"), e.hint());
    }

    private static UpOptions options(@Nullable Integer shards, @Nullable String kafka, @Nullable String registry) {
        return new UpOptions(6379, Path.of("/d"), 0, 1, shards, "headwater", kafka, registry);
    }
}
