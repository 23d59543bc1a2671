package io.headwater.archive.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.schemas.HeadwaterException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 * * * *           | 2026-11-20T18:29:59.999Z | 2026-11-20T19:00:00Z
            0 * * * *           | 2026-11-20T19:00:00Z     | 2026-11-20T20:00:00Z
            0 * * * *           | 2026-12-31T23:00:00Z     | 2027-01-01T00:00:00Z
            */15 * * * *        | 2026-11-20T18:29:59Z     | 2026-11-20T18:30:00Z
            5/20 * * * *        | 2026-11-20T18:26:00Z     | 2026-11-20T18:45:00Z
            10-20/5 3 * * *     | 2026-11-20T03:16:00Z     | 2026-11-20T03:20:00Z
            30 2 * * SUN        | 2026-11-20T00:00:00Z     | 2026-11-22T02:30:00Z
            30 2 * * 7          | 2026-11-20T00:00:00Z     | 2026-11-22T02:30:00Z
            0 0 * * mon-fri     | 2026-11-20T12:00:00Z     | 2026-11-23T00:00:00Z
            0 0 1 JAN,jul *     | 2026-11-20T12:00:00Z     | 2027-01-01T00:00:00Z
            0 0 29 2 *          | 2026-11-20T12:00:00Z     | 2028-02-29T00:00:00Z
            0 0 31 * *          | 2026-11-20T12:00:00Z     | 2026-12-31T00:00:00Z
            0 0 13 * FRI        | 2026-11-20T12:00:00Z     | 2026-11-27T00:00:00Z
            0 0 13 * FRI        | 2026-12-12T12:00:00Z     | 2026-12-13T00:00:00Z
            0 0 */2 * FRI       | 2026-11-20T12:00:00Z     | 2026-11-27T00:00:00Z
            0,30 6,18 * * *     | 2026-11-20T06:30:00Z     | 2026-11-20T18:00:00Z
            59 23 31 12 *       | 2026-12-31T23:59:00Z     | 2027-12-31T23:59:00Z
            """)
    void theNextTimeIsTheFirstThatFits(String schedule, Instant after, Instant next) {
        assertEquals(next, Instant.ofEpochMilli(Cron.parse(schedule).nextAfter(after.toEpochMilli()).orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 8", "* * * FOO *", "*/0 * * * *",
        "5-1 * * * *", "1,,2 * * * *", "1-2-3 * * * *", "1/2/3 * * * *", "-1 * * * *", "0 0 30 2 *", "MON * * * *", "x * * * *"
    })
    void whatIsNoScheduleIsRefusedWithAnExample(String text) {
        HeadwaterException refused = assertThrows(HeadwaterException.class, () -> Cron.parse(text));
        assertEquals(HeadwaterException.EXIT_USAGE, refused.exitCode());
        assertTrue(refused.hint().contains("0 * * * *"), refused.hint());
    }
}
