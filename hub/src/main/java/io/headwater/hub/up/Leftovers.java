package io.headwater.hub.up;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The processes of an earlier {@code up} that was killed: they end by themselves, but hold their ports and files until
 * they have. {@code DIR/children} has a line {@code PID START-MS NAME} for each; the start time tells a child from a
 * later process that was given its pid.
 */
final class Leftovers {
    private static final String FILE = "children";

    /** The system derives start times from its boot time, which moves when the wall clock is set. */
    private static final long CLOCK_TOLERANCE_MS = 2_000;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path file;
    private final List<String> lines = new ArrayList<>();

    Leftovers(Path directory) {
        this.file = directory.resolve(FILE);
    }

    /** The recorded processes that still run. */
    List<ProcessHandle> alive() {
        List<ProcessHandle> alive = new ArrayList<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    find(line).ifPresent(alive::add);
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        }
        return alive;
    }

    /** Waits for their end, and kills what is left after {@link #PATIENCE}. */
    static void awaitEnd(List<ProcessHandle> processes) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
                process.onExit().join();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Records a child of this start; the first one replaces those of the start before. */
    void record(String name, long pid) {
        lines.add(pid + " " + ProcessHandle.of(pid).map(Leftovers::startMs).orElse(0L) + " " + name);
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static long startMs(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static Optional<ProcessHandle> find(String line) {
        String[] words = line.split(" ", 3);
        try {
            long pid = Long.parseLong(words[0]);
            long startMs = Long.parseLong(words[1]);
            return ProcessHandle.of(pid).filter(process -> Math.abs(startMs(process) - startMs) <= CLOCK_TOLERANCE_MS);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty(); // a line cut short by the kill
        }
    }

    private HeadwaterException unusable(IOException e) {
        return new HeadwaterException(
                "cannot use " + file + ": " + e.getMessage(), "check who owns it", HeadwaterException.EXIT_UNAVAILABLE, e);
    }
}
