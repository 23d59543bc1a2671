package io.headwater.it.up;

import io.headwater.it.harness.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs the project's own {@code headwater} script, as a user does, but never lets it build. */
final class Launcher {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path SCRIPT = ROOT.resolve("headwater");

    private Launcher() {}

    /** A process and the file that takes its output. */
    record Started(Process process, Path output) {
        String text() throws IOException {
            return Files.readString(output);
        }

        /** Waits for a line; fails at once if the process ends without it. */
        void awaitLine(String line, Duration patience) {
            Await.until(
                    "a line '" + line + "' in " + output,
                    patience,
                    () -> text().lines().anyMatch(line::equals) || !process.isAlive(),
                    Boolean::booleanValue);
            try {
                if (text().lines().noneMatch(line::equals)) {
                    throw new AssertionError("ended with code " + process.exitValue() + ":\n" + text());
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** Sends a signal by name. */
        void signal(String name) throws Exception {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        }

        int awaitExit() throws Exception {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                throw new AssertionError("still running:\n" + text());
            }
            return process.exitValue();
        }
    }

    /** Starts the script in a working directory; standard output and error go to one file there. */
    static Started start(Path script, Path directory, String... arguments) throws IOException {
        Assumptions.assumeTrue(
                Files.exists(ROOT.resolve("hub/target/lib")), "hub is not packaged: run ./mvnw verify, or package it first");
        // A shell that runs tests in the background ignores SIGINT for its children, which a JVM would inherit.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", script.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "output", ".txt");
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("HEADWATER_BUILD", "never");
        return new Started(builder.start(), output);
    }

    /** Runs the script to its end and returns what it printed. */
    static Started run(Path script, Path directory, String... arguments) throws Exception {
        Started started = start(script, directory, arguments);
        started.awaitExit();
        return started;
    }
}
