package io.headwater.it.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LauncherTest {
    private static final long MOST_OVERHEAD_MS = 300;

    @TempDir Path directory;

    @Test
    void itRunsThroughASymbolicLinkFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("hw"), Launcher.SCRIPT);
        var run = Launcher.run(link, directory, "version");
        Files.delete(link);
        assertEquals(0, run.process().exitValue(), run.text());
        assertTrue(run.text().startsWith("headwater 0."), run.text());
        assertTrue(run.text().contains("Java " + Runtime.version().feature()), run.text());
    }

    @Test
    void aRelativeDirectoryIsTheCallers() throws Exception {
        var run = Launcher.run(Launcher.SCRIPT, directory, "tap", "--dir", "nowhere");
        assertEquals(2, run.process().exitValue());
        assertTrue(run.text().startsWith("headwater: no Kafka is known: nowhere is not a directory of"), run.text());
    }

    @Test
    void aMachineWithoutANewJdkGetsOneLine() throws Exception {
        // A copy with another needed version finds no JDK at all.
        Path copy = directory.resolve("headwater");
        Files.writeString(copy, Files.readString(Launcher.SCRIPT).replace("NEEDED_JDK=25", "NEEDED_JDK=999"));
        assertTrue(copy.toFile().setExecutable(true));
        var run = Launcher.run(copy, directory, "version");
        assertEquals(1, run.process().exitValue());
        assertEquals(1, run.text().lines().count(), run.text());
        assertTrue(run.text().startsWith("headwater: no JDK 999 or newer found (hint: "), run.text());
    }

    @Test
    void itAddsLittleToTheStartOfTheJvm() throws Exception {
        List<Long> overheadsMs = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            long direct = elapsedMs(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "@" + Launcher.ROOT.resolve("hub/command.jvmargs"),
                    "-cp",
                    Launcher.ROOT.resolve("hub/target/headwater-hub.jar") + ":" + Launcher.ROOT.resolve("hub/target/lib") + "/*",
                    "io.headwater.hub.Main",
                    "version"));
            overheadsMs.add(elapsedMs(List.of(Launcher.SCRIPT.toString(), "version")) - direct);
        }
        Collections.sort(overheadsMs);
        assertTrue(overheadsMs.get(overheadsMs.size() / 2) <= MOST_OVERHEAD_MS, "median of " + overheadsMs);
    }

    private static long elapsedMs(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HEADWATER_BUILD", "never");
        assertEquals(0, builder.start().waitFor());
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
