package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that really fills up: a small tmpfs. */
class FullDiskTest {
    private static final String VALUE = "v".repeat(50_000);

    @TempDir
    Path mountPoint;

    @ParameterizedTest
    @ValueSource(strings = {"async", "disk"})
    void writesGetAnErrorReadsGoOnAndNothingAcknowledgedIsLost(String level) throws Exception {
        mount("24m");
        try {
            int written = fill(level);
            try (CacheNode node = TestNode.start(mountPoint, "durability " + level);
                    TestClient client = new TestClient(node.port())) {
                for (int i = 0; i < written; i++) assertEquals(VALUE, client.call("GET", "k" + i), "k" + i);
            }
        } finally {
            run("umount", mountPoint.toString());
        }
    }

    /** Writes until the disk is full, and a while longer; returns how many writes were acknowledged. */
    private int fill(String level) throws IOException {
        try (CacheNode node = TestNode.start(mountPoint, "durability " + level);
                TestClient client = new TestClient(node.port())) {
            int written = 0;
            String reply = client.call("SET", "k0", VALUE);
            while (reply.equals("OK")) {
                written++;
                reply = client.call("SET", "k" + written, VALUE);
            }
            assertTrue(reply.startsWith("(error) MISCONF"), reply);
            assertTrue(written > 100, "a disk of 24 MB holds more than " + written + " values");
            for (int i = 0; i < 100; i++) {
                assertEquals(VALUE, client.call("GET", "k" + i));
                assertTrue(client.call("SET", "more", VALUE).startsWith("(error) MISCONF"));
            }
            assertEquals("(nil)", client.call("GET", "more"));
            return written;
        }
    }

    @Test
    void writesAreAcceptedAgainOnceThereIsRoom() throws Exception {
        mount("24m");
        try {
            Path ballast = mountPoint.resolve("ballast");
            Files.write(ballast, new byte[10 << 20]);
            try (CacheNode node = TestNode.start(mountPoint);
                    TestClient client = new TestClient(node.port())) {
                int written = 0;
                while (client.call("SET", "k" + written, VALUE).equals("OK")) written++;
                Files.delete(ballast);
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (!client.call("SET", "k", VALUE).equals("OK")) assertTrue(System.nanoTime() < deadline, "refused for ever");
                assertEquals(VALUE, client.call("GET", "k"));
            }
        } finally {
            run("umount", mountPoint.toString());
        }
    }

    @Test
    void aBaseThatFoundNoRoomIsMadeOnceThereIsSome() throws Exception {
        mount("24m");
        try {
            Path ballast = mountPoint.resolve("ballast");
            try (CacheNode node = TestNode.start(mountPoint);
                    TestClient client = new TestClient(node.port())) {
                Random random = new Random(1);
                for (int i = 0; i < 60; i++) assertEquals("OK", client.call("SET", "k" + i, incompressible(random)));
                Files.write(ballast, new byte[(int) Files.getFileStore(mountPoint).getUsableSpace() - (300 << 10)]);
                client.call("BGSAVE");
                await(client, "rdb_last_bgsave_status:err");
                assertEquals(List.of(), unfinished());
                Files.delete(ballast);
                await(client, "rdb_last_bgsave_status:ok");
                assertEquals("OK", client.call("SET", "k", VALUE));
            }
            assertTrue(Files.size(mountPoint.resolve("dump.rdb")) > 60 * 25_000);
        } finally {
            run("umount", mountPoint.toString());
        }
    }

    private static String incompressible(Random random) {
        byte[] bytes = new byte[25_000];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private List<Path> unfinished() throws IOException {
        try (Stream<Path> files = Files.walk(mountPoint)) {
            return files.filter(file -> file.toString().endsWith(".tmp")).toList();
        }
    }

    private static void await(TestClient client, String field) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!client.call("INFO", "persistence").contains(field)) assertTrue(System.nanoTime() < deadline, field);
    }

    private void mount(String size) throws Exception {
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", mountPoint.toString()) == 0, "mounting a tmpfs needs a privilege");
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
