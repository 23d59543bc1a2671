package io.headwater.cache.binlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process on a real disk, killed over and over in the middle of its writing. */
class BinlogKillTest {
    private static final int ROUNDS = 20;

    @TempDir
    Path directory;

    @Test
    void whatAKilledProcessHadAcknowledgedIsThereAtTheNextStart() throws Exception {
        Random random = new Random(42);
        long acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged = round(round, acknowledged, 1 + random.nextInt(20));
        }
        TestRecords.Checker checker = new TestRecords.Checker(0);
        RecoveredBinlog found = new BinlogRecovery(directory, TestRecords.SHARD).recover(0, checker);
        assertTrue(found.lastLsn() >= acknowledged, found.lastLsn() + " found, " + acknowledged + " acknowledged");
        assertEquals(found.lastLsn(), checker.entries);
        assertEquals(ROUNDS, found.lastEpoch());
        assertTrue(found.newestNote().filter().lastLsn() <= found.lastLsn());
    }

    @Test
    @Tag("long") // since it needs strace, which few machines have
    void afterTheKernelReportedAFailedSyncNothingIsAcknowledged() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync",
                "-e", "inject=fdatasync:error=EIO:when=9"));
        command.addAll(command(7));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "needs strace");
            return;
        }
        long acknowledged = 0;
        String failure = "";
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            String first = String.valueOf(out.readLine());
            assumeTrue(first.startsWith("recovered "), "needs the privilege to trace: " + first);
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                assertEquals("", failure, "said after the failure: " + line);
                if (line.matches("\\d+")) {
                    acknowledged = Long.parseLong(line);
                } else {
                    failure = line;
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertTrue(acknowledged > 0);
        assertTrue(failure.contains("cannot be written") && failure.contains("Input/output error"), failure);
        TestRecords.Checker checker = new TestRecords.Checker(0);
        new BinlogRecovery(directory, TestRecords.SHARD).recover(0, checker);
        assertTrue(checker.entries >= acknowledged, checker.entries + " found, " + acknowledged + " acknowledged");
    }

    /** Starts the process, lets it acknowledge a few runs, kills it; returns the last lsn that it printed. */
    private long round(int seed, long acknowledged, int runs) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            String first = out.readLine();
            assertTrue(first != null && first.startsWith("recovered "), "the process said " + first);
            long recovered = Long.parseLong(first.split(" ")[1]);
            assertTrue(recovered >= acknowledged, recovered + " recovered, " + acknowledged + " acknowledged");
            assertEquals(first.split(" ")[1], first.split(" ")[2]);
            for (int i = 0; i < runs; i++) {
                last = Long.parseLong(out.readLine());
            }
            process.toHandle().destroyForcibly(); // unlike that of the process, this leaves its output to be read
            // What it printed before it died counts, too.
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = line.matches("\\d+") ? Math.max(last, Long.parseLong(line)) : last;
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return last;
    }

    private List<String> command(int seed) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BinlogWritingProcess.class.getName(),
                directory.toString(),
                Integer.toString(seed));
    }
}
