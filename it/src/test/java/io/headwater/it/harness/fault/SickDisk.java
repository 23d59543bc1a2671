package io.headwater.it.harness.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Makes every sync of a running process hang for a while or fail, by strace: as a disk does that has a bad sector or a full queue. Ends when closed. */
public final class SickDisk implements AutoCloseable {
    private static final Path STRACE = Path.of("/usr/bin/strace");

    private final Process strace;

    private SickDisk(Process strace) {
        this.strace = strace;
    }

    /** Skips the test where nothing can be traced. */
    public static void assumePossible() {
        Assumptions.assumeTrue(Files.isExecutable(STRACE), "strace is not installed");
        Assumptions.assumeTrue(mayTrace(), "strace may not trace here");
    }

    /** From here on each sync takes so much longer. */
    public static SickDisk hanging(long pid, Duration stall) {
        return inject(pid, "delay_enter=" + stall.toMillis() * 1_000);
    }

    /** From here on each sync fails with EIO. */
    public static SickDisk failing(long pid) {
        return inject(pid, "error=EIO");
    }

    private static SickDisk inject(long pid, String fault) {
        String calls = "fdatasync,fsync";
        try {
            Process strace = new ProcessBuilder(List.of(
                            STRACE.toString(),
                            "-f",
                            "-p",
                            "" + pid,
                            "-o",
                            "/dev/null",
                            "-e",
                            "trace=" + calls,
                            "-e",
                            "inject=" + calls + ":" + fault))
                    .redirectErrorStream(true)
                    .start();
            BufferedReader out = new BufferedReader(new InputStreamReader(strace.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            if (line == null || !line.contains("attached")) {
                strace.destroyForcibly();
                throw new AssertionError("strace does not attach: " + line);
            }
            Thread.ofVirtual().start(() -> drain(out));
            return new SickDisk(strace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Strace would stand still behind a full pipe, and the process with it. */
    private static void drain(BufferedReader out) {
        try (out) {
            while (out.readLine() != null) {
                // a line for each thread that it attaches to
            }
        } catch (IOException closed) {
            // it has ended
        }
    }

    private static boolean mayTrace() {
        try {
            Process probe = new ProcessBuilder(List.of(STRACE.toString(), "-o", "/dev/null", "true"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        strace.destroy();
        try {
            strace.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
