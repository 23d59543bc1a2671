package io.headwater.hub.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpellingTest {
    private static final List<String> OPTIONS = List.of("--port", "--replicas", "--registry");

    @Test
    void theNearestWordIsFound() {
        assertEquals(Optional.of("--port"), Spelling.closest("--prot", OPTIONS));
        assertEquals(Optional.of("--registry"), Spelling.closest("--registri", OPTIONS));
    }

    @Test
    void aWordFarFromAllIsNone() {
        assertEquals(Optional.empty(), Spelling.closest("--bogus", OPTIONS));
    }

    @Test
    void editsAreInsertionsDeletionsAndReplacements() {
        assertEquals(0, Spelling.edits("a", "a"));
        assertEquals(3, Spelling.edits("kitten", "sitting"));
        assertEquals(3, Spelling.edits("", "abc"));
    }
}
