package io.headwater.hub.ledger;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.binlog.LostWritesLedger.Entry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LostEntryTest {
    @Test
    void whatWasLostInAnEarlierEpochPrecedesWhateverNodeHadIt() {
        assertTrue(lost("a", 1, 50).precedes(lost("b", 2, 40)), "the replay of the first must not stand in the way of the second");
        assertFalse(lost("b", 2, 40).precedes(lost("a", 1, 50)));
    }

    @Test
    void insideAnEpochTheLsnCounts() {
        assertTrue(lost("a", 1, 50).precedes(lost("a", 1, 51)));
        assertFalse(lost("a", 1, 51).precedes(lost("a", 1, 50)));
        assertFalse(lost("a", 1, 51).precedes(lost("a", 1, 51)));
    }

    private static LostEntry lost(String node, long epoch, long lsn) {
        return new LostEntry(node, lsn - 1, new Entry(epoch, lsn, 0, null, 0, List.of()), Set.of(), false);
    }
}
