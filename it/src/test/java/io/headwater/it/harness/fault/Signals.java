package io.headwater.it.harness.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Stops a process in the middle of whatever it does, and lets it go on as if nothing had been. */
public final class Signals {
    private Signals() {}

    /** SIGSTOP: no thread of it runs from here on. */
    public static void stop(long pid) {
        send("STOP", pid);
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
