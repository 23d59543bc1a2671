package io.headwater.it.harness.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A wall clock that jumps while a process runs, by libfaketime; the monotonic clock goes on as it was. One for one process. */
public final class JumpingClock {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

    private final Path library;
    private final Path file;

    private JumpingClock(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /** A clock that is right, for now; skips the test where libfaketime is missing. */
    public static JumpingClock in(Path directory) {
        Path library = LIBRARIES.stream().filter(Files::exists).findFirst().orElse(null);
        Assumptions.assumeTrue(library != null, "libfaketime is not installed");
        JumpingClock clock = new JumpingClock(library, directory.resolve("clock"));
        clock.offset(Duration.ZERO);
        return clock;
    }

    /** What the process must be started with. */
    public Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1");
    }

    /** Jumps: from now on the process sees the right time plus this. */
    public void offset(Duration ahead) {
        try {
            Path next = file.resolveSibling("clock.next");
            Files.writeString(next, (ahead.isNegative() ? "-" : "+") + Math.abs(ahead.toSeconds()) + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
