package io.headwater.hub;

import java.util.concurrent.CountDownLatch;

/**
 * How the JVM ends: with the exit code that the command returned, also when a signal made it return. The JVM by itself would
 * end with 130 or 143 then, although stopping when asked to is success. Any thread.
 */
public final class Exit {
    private static final CountDownLatch DECIDED = new CountDownLatch(1);
    private static volatile int code;

    private Exit() {}

    /**
     * On SIGINT or SIGTERM calls {@code stop}, which makes the command return or hastens that, and ends the JVM as soon as the command has returned.
     */
    public static void onSignal(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopForSignal(stop), "stop-for-signal"));
    }

    private static void stopForSignal(Runnable stop) {
        if (DECIDED.getCount() == 0) {
            return; // no signal: the command has returned
        }
        stop.run();
        try {
            DECIDED.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }

    /** Ends the JVM; called once, when the command has returned. */
    static void with(int exitCode) {
        code = exitCode;
        DECIDED.countDown();
        System.exit(exitCode);
    }
}
