package io.headwater.hub.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headwater.schemas.HeadwaterException;
import java.net.URI;
import org.junit.jupiter.api.Test;

class TargetLoginTest {
    @Test
    void aUrlHasUserAndPasswordOrOneOfThemOrNone() {
        assertEquals(new TargetLogin(null, null), login("redis://h:1", null));
        assertEquals(new TargetLogin(null, "s:e"), login("redis://:s:e@h:1", null));
        assertEquals(new TargetLogin(null, "secret"), login("redis://secret@h:1", null));
        assertEquals(new TargetLogin("ann", "p@ss"), login("redis://ann:p%40ss@h:1", null));
    }

    @Test
    void thePasswordOfTheEnvironmentGoesWithTheUserOfTheUrl() {
        assertEquals(new TargetLogin(null, "env"), login("redis://h:1", "env"));
        assertEquals(new TargetLogin("ann", "env"), login("redis://ann@h:1", "env"));
        assertEquals(new TargetLogin("ann", "env"), login("redis://ann:@h:1", "env"));
        assertEquals(new TargetLogin("ann", "url"), login("redis://ann:url@h:1", ""));
        HeadwaterException two = assertThrows(HeadwaterException.class, () -> login("redis://ann:url@h:1", "env"));
        assertFalse(two.getMessage().contains("url@"), two.getMessage());
    }

    private static TargetLogin login(String url, String environment) {
        return TargetLogin.of(URI.create(url), environment);
    }
}
