package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each reason for which a node does not start: one line, a hint, an exit code. */
class RefusedStartTest {
    @TempDir
    Path directory;

    @Test
    void aSecondNodeInADirectoryIsRefused() {
        try (CacheNode first = TestNode.start(directory)) {
            HeadwaterException refusal = refused(TestNode.config(NodePlace.ALONE, directory));
            assertEquals("another node is running in " + directory, refusal.getMessage());
            assertEquals(HeadwaterException.EXIT_FENCED, refusal.exitCode());
            assertEquals(first.port(), first.port());
        }
    }

    @Test
    void aTakenPortIsToldBeforeAnythingElse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HeadwaterException refusal =
                    refused(NodeConfig.read(NodePlace.ALONE, null, List.of("port " + taken.getLocalPort(), "dir " + directory.resolve("new"))));
            assertTrue(refusal.getMessage().startsWith("port " + taken.getLocalPort() + " is in use"), refusal.getMessage());
            assertTrue(refusal.hint().contains("--port"));
            assertTrue(Files.notExists(directory.resolve("new")), "nothing was touched");
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "not a directory");
        HeadwaterException refusal = refused(TestNode.config(NodePlace.ALONE, file));
        assertTrue(refusal.getMessage().startsWith("cannot write to the directory " + file), refusal.getMessage());
        assertEquals(HeadwaterException.EXIT_UNAVAILABLE, refusal.exitCode());
    }

    @Test
    void aDirectoryOfALogIsRefusedWithoutOne() throws IOException {
        Files.writeString(
                directory.resolve("node.properties"),
                "version=1\nnode=" + "a".repeat(40) + "\ncluster=headwater\nshard=0\nlog=true\n");
        HeadwaterException refusal = refused(TestNode.config(NodePlace.ALONE, directory));
        assertTrue(refusal.getMessage().contains("belongs to a log"), refusal.getMessage());
        assertTrue(refusal.hint().contains("--kafka"), refusal.hint());
    }

    @Test
    void aPlainDirectoryIsRefusedWithALog() {
        TestNode.start(directory).close();
        NodePlace place = new NodePlace("headwater", 0, 1, NodePlace.Role.PRIMARY, true);
        HeadwaterException refusal = refused(TestNode.config(place, directory));
        assertTrue(refusal.getMessage().contains("has never streamed through a log"), refusal.getMessage());
        assertEquals(HeadwaterException.EXIT_FENCED, refusal.exitCode());
    }

    @Test
    void aDamagedFrameIsToldWithFileAndOffset() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            for (int i = 0; i < 200; i++) client.call("SET", "k" + i, "v".repeat(100));
        }
        Path segment = onlyFile("binlog");
        flipByte(segment, Files.size(segment) / 2);
        HeadwaterException refusal = refused(TestNode.config(NodePlace.ALONE, directory));
        assertTrue(refusal.getMessage().contains(segment.getFileName().toString()), refusal.getMessage());
        assertTrue(refusal.getMessage().matches(".*at offset \\d+.*"), refusal.getMessage());
        assertEquals(HeadwaterException.EXIT_CORRUPT, refusal.exitCode());
    }

    @Test
    void aDamagedBaseIsToldWithItsFile() throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            for (int i = 0; i < 200; i++) client.call("SET", "k" + i, "v".repeat(100));
            client.call("SAVE");
        }
        Path base = onlyFile("base");
        flipByte(base, Files.size(base) / 2);
        HeadwaterException refusal = refused(TestNode.config(NodePlace.ALONE, directory));
        assertTrue(refusal.getMessage().contains(base.getFileName().toString()), refusal.getMessage());
        assertEquals(HeadwaterException.EXIT_CORRUPT, refusal.exitCode());
    }

    @Test
    void aFailedStartLeavesTheDirectoryFree() throws IOException {
        TestNode.start(directory).close();
        Path identity = directory.resolve("node.properties");
        String text = Files.readString(identity);
        Files.writeString(identity, text.replace("cluster=headwater", "cluster=other"));
        HeadwaterException refusal = refused(TestNode.config(NodePlace.ALONE, directory));
        assertTrue(refusal.hint().contains("--cluster other"), refusal.hint());
        Files.writeString(identity, text);
        TestNode.start(directory).close();
    }

    private static HeadwaterException refused(NodeConfig config) {
        return assertThrows(HeadwaterException.class, () -> CacheNode.start(config, NodePorts.NONE).close());
    }

    private Path onlyFile(String folder) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all.toString());
            return all.getFirst();
        }
    }

    private static void flipByte(Path file, long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) ~one.get(0)).rewind();
            channel.write(one, offset);
        }
    }
}
