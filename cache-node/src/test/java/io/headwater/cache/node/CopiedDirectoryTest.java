package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.headwater.cache.node.config.NodePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a directory is a node of its own. */
class CopiedDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void aRestartIsTheSameNode() {
        Path path = folder.resolve("node");
        NodeIdentity first = open(path);
        assertEquals(first, open(path));
        assertEquals("", first.was());
    }

    @Test
    void aCopyIsAnotherNodeThatKnowsWhoItWas() throws IOException {
        NodeIdentity original = open(folder.resolve("node"));
        Path copied = copy(folder.resolve("node"), folder.resolve("copy"));
        NodeIdentity copy = open(copied);
        assertNotEquals(original.node(), copy.node());
        assertEquals(original.node(), copy.was());
        assertEquals(copy, open(copied));
        assertEquals(original, open(folder.resolve("node")));
    }

    @Test
    void aRenamedDirectoryStaysTheSameNode() throws IOException {
        NodeIdentity first = open(folder.resolve("node"));
        assertEquals(first, open(Files.move(folder.resolve("node"), folder.resolve("renamed"))));
    }

    @Test
    void aDirectoryOfAnOlderVersionKeepsItsName() throws IOException {
        Path path = Files.createDirectories(folder.resolve("node"));
        Files.writeString(
                path.resolve("node.properties"), "version=1\nnode=" + "a".repeat(40) + "\ncluster=headwater\nshard=0\nlog=false\n");
        assertEquals("a".repeat(40), open(path).node());
        assertNotEquals("a".repeat(40), open(copy(path, folder.resolve("copy"))).node());
    }

    private static NodeIdentity open(Path path) {
        try (NodeDirectory directory = NodeDirectory.open(path, NodePlace.ALONE, new Random())) {
            return directory.identity();
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
        return to;
    }
}
