package io.headwater.hub.launch;

import java.time.Duration;

/** A started child as its supervisor sees it; tests put their own in its place. */
public interface Child {
    /** The process id. */
    long pid();

    /** False once the process has ended. */
    boolean isAlive();

    /** The exit code of a process that has ended. */
    int exitCode();

    /** Asks it to end (SIGTERM) and returns at once. */
    void terminate();

    /** Waits until it has ended, and kills it once {@code patience} is over. */
    void awaitEnd(Duration patience);

    /** SIGKILL; returns when it is gone. */
    void kill();
}
