package io.headwater.hub.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
    @TempDir Path directory;
    private Path log;

    @BeforeEach
    void nameLog() {
        log = directory.resolve("x.log");
    }

    @Test
    void rotationKeepsThreeOldFiles() throws IOException {
        for (int i = 0; i < 6; i++) {
            LogFiles.rotate(log);
            Files.writeString(log, "run " + i);
        }
        assertEquals("run 5", Files.readString(log));
        assertEquals("run 4", Files.readString(directory.resolve("x.log.1")));
        assertEquals("run 2", Files.readString(directory.resolve("x.log.3")));
        assertFalse(Files.exists(directory.resolve("x.log.4")));
    }

    @Test
    void theGistOfOurOwnProcessIsItsClosingLine() throws IOException {
        Files.writeString(log, "INFO starting\nheadwater: port 6379 is taken (hint: try another)\nbye\n");
        assertEquals("port 6379 is taken (hint: try another)", LogFiles.gist(log));
    }

    @Test
    void theGistOfAStackTraceIsItsLastCause() throws IOException {
        Files.writeString(log, "java.lang.RuntimeException: outer\n\tat a.b.C(D.java:1)\nCaused by: java.io.IOException: disk on fire\n\tat a.b.C(D.java:2)\n\t... 5 more\n");
        assertEquals("Caused by: java.io.IOException: disk on fire", LogFiles.gist(log));
    }

    @Test
    void withoutAFailureTheGistIsTheLastLine() throws IOException {
        Files.writeString(log, "one\ntwo\n\n");
        assertEquals("two", LogFiles.gist(log));
    }

    @Test
    void anEmptyOrAbsentLogHasNoGist() throws IOException {
        assertEquals("", LogFiles.gist(log));
        Files.createFile(log);
        assertEquals("", LogFiles.gist(log));
    }
}
