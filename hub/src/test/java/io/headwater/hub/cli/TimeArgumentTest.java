package io.headwater.hub.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeArgumentTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-20T18:30:00Z, 2026-11-20T18:30:00Z",
        "2026-11-20T18:30:00, 2026-11-20T18:30:00Z",
        "2026-11-20T18:30, 2026-11-20T18:30:00Z",
        "2026-11-20 18:30:00, 2026-11-20T18:30:00Z",
        "2026-11-20 18:30:00 +01:00, 2026-11-20T17:30:00Z",
        "2026-11-20T18:30:00.123Z, 2026-11-20T18:30:00.123Z",
        "2026-11-20T18:30:00.123999Z, 2026-11-20T18:30:00.123Z",
        "2026-11-20T18:30:00+05:30, 2026-11-20T13:00:00Z",
        "2026-11-20T18:30:00-0800, 2026-11-21T02:30:00Z",
        "2026-11-20T18:30:00+01, 2026-11-20T17:30:00Z",
        "2026-11-20t18:30:00z, 2026-11-20T18:30:00Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z"
    })
    void isoTimesAreUtcUnlessTheyNameAZone(String text, String instant) {
        assertEquals(Instant.parse(instant).toEpochMilli(), TimeArgument.parse(text).timeMs());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1795199399, 1795199399000",
        "99999999999, 99999999999000",
        "100000000000, 100000000000",
        "1795199399123, 1795199399123"
    })
    void numbersAreSecondsAndFromTenToTheEleventhMilliseconds(String text, long timeMs) {
        assertEquals(timeMs, TimeArgument.parse(text).timeMs());
    }

    @Test
    void latestIsBehindEveryTime() {
        assertTrue(TimeArgument.parse("latest").isLatest());
        assertEquals(Long.MAX_VALUE, TimeArgument.parse("LATEST").timeMs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-11-20", "18:30:00", "-5", "1.5", "3:17", "2026-13-01T00:00:00Z", "2026-11-20T18:30:00+99:00",
        "1969-12-31T23:59:59Z", "99999999999999999999"})
    void anythingElseIsRefusedWithWhatWouldBeATime(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> TimeArgument.parse(text)).getMessage();
        assertTrue(message.contains("'" + text + "'"), message);
    }

    @Test
    void itPrintsAsIso() {
        assertEquals("2026-11-20T18:30:00Z", TimeArgument.parse("2026-11-20 18:30").toString());
        assertEquals("latest", TimeArgument.LATEST.toString());
    }
}
