package io.headwater.hub.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    @TempDir Path directory;

    @Test
    void aRecordedProcessIsFoundByTheNextStartUntilItHasEnded() throws Exception {
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        try {
            new Leftovers(directory).record("primary-0", sleeper.pid());
            var found = new Leftovers(directory).alive();
            assertEquals(List.of(sleeper.toHandle()), found);
            sleeper.destroy();
            Leftovers.awaitEnd(found);
            assertFalse(sleeper.toHandle().isAlive());
            assertEquals(List.of(), new Leftovers(directory).alive());
        } finally {
            sleeper.destroyForcibly();
        }
    }

    @Test
    void aPidThatWasGivenToALaterProcessIsNotTakenForTheChild() throws IOException {
        Files.writeString(directory.resolve("children"), ProcessHandle.current().pid() + " 1000 primary-0\n");
        assertEquals(List.of(), new Leftovers(directory).alive());
    }

    @Test
    void aLineCutShortIsSkipped() throws IOException {
        Files.writeString(directory.resolve("children"), ProcessHandle.current().pid() + "");
        assertEquals(List.of(), new Leftovers(directory).alive());
    }

    @Test
    void aDirectoryWithoutRecordsHasNone() {
        assertEquals(List.of(), new Leftovers(directory).alive());
    }
}
