package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk whose fdatasync fails once the node runs: strace makes it so. */
class FailingDiskTest {
    private static final int SYNCS_BEFORE_FAILURE = 40;

    @TempDir
    Path directory;

    @Test
    void aFailedSyncEndsAcknowledgementsAndTheNodeWithACodeOfItsOwn() throws Exception {
        Path strace = Path.of("/usr/bin/strace");
        Assumptions.assumeTrue(Files.isExecutable(strace), "strace is not installed");
        int port = TestNode.freePort();
        Process node = start(strace, port);
        int acknowledged = 0;
        try (TestClient client = new TestClient(port)) {
            while (client.call("SET", "k" + acknowledged, "v").equals("OK")) acknowledged++;
        } catch (IOException ended) {
            // No reply to the write whose sync failed: the connection ends.
        }
        assertTrue(node.waitFor(30, TimeUnit.SECONDS), "the node goes on after a failed sync");
        assertEquals(FaultHandler.EXIT_BINLOG_FAILED, node.exitValue());
        assertTrue(acknowledged > 0 && acknowledged < 10 * SYNCS_BEFORE_FAILURE, "acknowledged " + acknowledged);
        try (CacheNode next = TestNode.start(directory);
                TestClient client = new TestClient(next.port())) {
            for (int i = 0; i < acknowledged; i++) assertEquals("v", client.call("GET", "k" + i));
        }
    }

    private Process start(Path strace, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                strace.toString(),
                "-f",
                "-o",
                "/dev/null",
                "-e",
                "trace=fdatasync",
                "-e",
                "inject=fdatasync:error=EIO:when=" + SYNCS_BEFORE_FAILURE + "+"));
        command.addAll(NodeProcess.command("port " + port, "dir " + directory, "segment-bytes 4mb", "durability disk"));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        Assumptions.assumeTrue("ready".equals(line), "strace may not trace here");
        return process;
    }
}
