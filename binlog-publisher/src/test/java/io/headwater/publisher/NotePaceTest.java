package io.headwater.publisher;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NotePaceTest {
    private final NotePace pace = new NotePace();

    @Test
    void nothingNewIsNotNoted() {
        assertFalse(pace.due(true, 0));
        assertFalse(pace.due(true, Long.MAX_VALUE / 2));
    }

    @Test
    void entriesAreNotedOnceIdle() {
        pace.advanced(10);
        assertFalse(pace.due(false, 0));
        assertTrue(pace.due(true, 1));
        assertFalse(pace.due(true, 2));
    }

    @Test
    void aBusyStreamIsNotedEachInterval() {
        pace.advanced(10);
        assertFalse(pace.due(false, 0));
        assertFalse(pace.due(false, NotePace.INTERVAL_NANOS - 1));
        assertTrue(pace.due(false, NotePace.INTERVAL_NANOS));
        pace.advanced(10);
        assertFalse(pace.due(false, NotePace.INTERVAL_NANOS + 1));
    }

    @Test
    void heartbeatsAloneAreNotedSeldom() {
        pace.advanced(0);
        assertFalse(pace.due(true, 0));
        assertFalse(pace.due(true, NotePace.IDLE_INTERVAL_NANOS - 1));
        assertTrue(pace.due(true, NotePace.IDLE_INTERVAL_NANOS));
    }
}
