package io.headwater.it.harness;

import io.headwater.hub.Main;
import io.headwater.hub.launch.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs one {@code headwater} command to its end, in a JVM of its own as a user would. */
public final class Command {
    /** Both outputs are read at once, or a command that prints much on one of them would wait for ever. */
    private static final Executor OWN_THREAD = task -> new Thread(task, "command-output").start();

    private Command() {}

    /** How a command ended. */
    public record Result(int exitCode, String out, String err) {
        /** The lines of its output. */
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    /** Runs it for at most two minutes. */
    public static Result run(String... arguments) {
        return run(null, arguments);
    }

    /** Runs it in a working directory. */
    public static Result run(@Nullable Path directory, String... arguments) {
        return run(directory, Map.of(), arguments);
    }

    /** Runs it with more in its environment. */
    public static Result run(@Nullable Path directory, Map<String, String> environment, String... arguments) {
        try {
            ProcessBuilder builder = new ProcessBuilder(line(arguments));
            builder.environment().putAll(environment);
            if (directory != null) {
                builder.directory(directory.toFile());
            }
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), OWN_THREAD);
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), OWN_THREAD);
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("still running after two minutes: " + List.of(arguments) + "\n" + out.join() + err.join());
            }
            return new Result(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The command line that {@link #run} starts. */
    public static List<String> line(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                Installation.classPath(),
                Main.class.getName()));
        line.addAll(List.of(arguments));
        return line;
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
