package io.headwater.hub.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headwater.hub.cli.FromArgument.AtPosition;
import io.headwater.hub.cli.FromArgument.AtTime;
import io.headwater.schemas.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FromArgumentTest {
    @Test
    void twoNumbersAreAPosition() {
        assertEquals(new AtPosition(new Position(3, 1042)), FromArgument.parse("3:1042"));
        assertEquals(new AtPosition(Position.START), FromArgument.parse(" 0:0 "));
    }

    @Test
    void anythingElseIsATime() {
        assertEquals(new AtTime(new TimeArgument(3_000)), FromArgument.parse("3"));
        assertEquals(new AtTime(TimeArgument.LATEST), FromArgument.parse("latest"));
        assertEquals(new AtTime(TimeArgument.parse("2026-11-20T18:30:00Z")), FromArgument.parse("2026-11-20T18:30"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3:", ":3", "3:-1", "a:b", "1:2:3", "99999999999999999999:1"})
    void neitherIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> FromArgument.parse(text));
    }
}
