package io.headwater.hub.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpLockTest {
    @TempDir Path directory;

    @Test
    void aSecondOneSaysWhoHoldsTheDirectory() {
        try (var held = UpLock.take(directory, 7000)) {
            var e = assertThrows(HeadwaterException.class, () -> UpLock.take(directory, 8000));
            assertTrue(e.getMessage().contains("process " + ProcessHandle.current().pid() + ", port 7000"), e.getMessage());
            assertEquals(1, e.getMessage().lines().count());
        }
    }

    @Test
    void aReleasedDirectoryCanBeTakenAgain() {
        UpLock.take(directory, 7000).close();
        UpLock.take(directory, 7000).close();
    }

    @Test
    void aDirectoryThatIsAFileIsReported() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        var e = assertThrows(HeadwaterException.class, () -> UpLock.take(file, 7000));
        assertTrue(e.hint().contains("--dir"), e.hint());
    }
}
