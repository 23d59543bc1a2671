package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own is killed in the middle of a load. */
class KilledNodeTest {
    private static final int WRITERS = 8;
    private static final int ACKNOWLEDGED_BEFORE_KILL = 3_000;

    @TempDir
    Path directory;

    @Test
    void nothingThatWasAcknowledgedAtDiskIsLost() throws Exception {
        for (int round = 0; round < 3; round++) {
            AtomicIntegerArray acknowledged = new AtomicIntegerArray(WRITERS);
            int port = TestNode.freePort();
            Process node = startProcess(port);
            List<Thread> writers = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) writers.add(writer(port, round, w, acknowledged));
            while (sum(acknowledged) < ACKNOWLEDGED_BEFORE_KILL) Thread.onSpinWait();
            node.destroyForcibly().waitFor();
            for (Thread writer : writers) writer.join();
            assertAllThere(round, acknowledged);
        }
    }

    private void assertAllThere(int round, AtomicIntegerArray acknowledged) throws IOException {
        try (CacheNode node = TestNode.start(directory);
                TestClient client = new TestClient(node.port())) {
            for (int w = 0; w < WRITERS; w++) {
                int last = acknowledged.get(w);
                assertTrue(last > 0, "writer " + w + " got going");
                for (int i = 1; i <= last; i++) assertEquals("" + i, client.call("GET", round + ":" + w + ":" + i));
                // The one write in flight may have happened; later ones cannot have.
                assertEquals("(nil)", client.call("GET", round + ":" + w + ":" + (last + 2)));
            }
        }
    }

    private Process startProcess(int port) throws IOException {
        List<String> command = NodeProcess.command("port " + port, "dir " + directory, "segment-bytes 4mb", "durability disk");
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertEquals("ready", out.readLine());
        return process;
    }

    private static Thread writer(int port, int round, int number, AtomicIntegerArray acknowledged) {
        return Thread.ofPlatform().start(() -> {
            try (TestClient client = new TestClient(port)) {
                for (int i = 1; client.call("SET", round + ":" + number + ":" + i, "" + i).equals("OK"); i++) acknowledged.set(number, i);
            } catch (IOException killed) {
                // what this test is about
            }
        });
    }

    private static int sum(AtomicIntegerArray counts) {
        int sum = 0;
        for (int i = 0; i < counts.length(); i++) sum += counts.get(i);
        return sum;
    }
}
