package io.headwater.it.harness.fault;

import io.headwater.it.harness.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Stops a process in the middle of whatever it does, and lets it go on as if nothing had been. */
public final class Signals {
    private Signals() {}

    /** SIGSTOP: no thread of it runs from here on. The signal is only on its way when it was sent: what runs meanwhile may still answer. */
    public static void stop(long pid) {
        send("STOP", pid);
        Await.until("every thread of process " + pid + " stands still", Duration.ofSeconds(10), () -> runs(pid), running -> !running);
    }

    private static boolean runs(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                // The state follows the name, which may hold anything in its brackets: see proc(5).
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return true;
                }
            }
            return false;
        }
    }

    /** SIGCONT. */
    public static void go(long pid) {
        send("CONT", pid);
    }

    private static void send(String signal, long pid) {
        try {
            int code = new ProcessBuilder(List.of("kill", "-" + signal, "" + pid)).inheritIO().start().waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + signal + " " + pid + " ended with code " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
