package io.headwater.hub.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.hub.up.UpState.NodeAddress;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpStateTest {
    @TempDir Path directory;

    @Test
    void whatIsSavedIsLoaded() {
        UpState state = state("file:" + directory.toAbsolutePath() + "/archive");
        state.save(directory);
        assertEquals(Optional.of(state), UpState.load(directory));
        assertFalse(Files.exists(directory.resolve(UpState.FILE + ".next")));
    }

    @Test
    void anEmptyDirectoryHoldsNothing() {
        assertEquals(Optional.empty(), UpState.load(directory));
        assertEquals(Optional.empty(), UpState.load(directory.resolve("absent")));
    }

    @Test
    void anArchiveInsideMovesWithTheDirectory() throws IOException {
        Path before = Files.createDirectory(directory.resolve("before"));
        state("file:" + before.toAbsolutePath() + "/archive").save(before);
        Path after = Files.move(before, directory.resolve("after"));
        assertEquals("file:" + after.toAbsolutePath() + "/archive", UpState.load(after).orElseThrow().archive());
    }

    @Test
    void anArchiveElsewhereStays() {
        state("file:/backup").save(directory);
        assertEquals("file:/backup", UpState.load(directory).orElseThrow().archive());
    }

    @Test
    void aMissingLineIsNamed() throws IOException {
        Files.writeString(directory.resolve(UpState.FILE), "cluster=headwater\nshards=1\n");
        var e = assertThrows(HeadwaterException.class, () -> UpState.load(directory));
        assertTrue(e.getMessage().endsWith("has no replicas"), e.getMessage());
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsReported() {
        var e = assertThrows(HeadwaterException.class, () -> state("file:/a").save(directory.resolve("absent")));
        assertTrue(e.getMessage().startsWith("cannot write "), e.getMessage());
    }

    private static UpState state(String archive) {
        return new UpState(
                "headwater", 1, 0, 1, "127.0.0.1:1234", 1235, "http://127.0.0.1:1236/apis/ccompat/v7", true, archive, 1_500,
                List.of(new NodeAddress("primary-0", "127.0.0.1:6379"), new NodeAddress("replica-0-1", "127.0.0.1:6380")));
    }
}
