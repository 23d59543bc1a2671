package io.headwater.hub.up;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void delaysDoubleUpToHalfAMinute() {
        List<Long> delays = IntStream.range(0, 8).mapToObj(i -> backoff.delayMs(10)).toList();
        assertEquals(List.of(500L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L), delays);
    }

    @Test
    void aStableMinuteStartsOver() {
        IntStream.range(0, 5).forEach(i -> backoff.delayMs(59_999));
        assertEquals(500, backoff.delayMs(60_000));
        assertEquals(1_000, backoff.delayMs(0));
    }
}
