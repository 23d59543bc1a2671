package io.headwater.hub.launch;

/** A process that can be started again when it has ended; what a supervisor needs to know of it. */
public interface Supervised {
    /** What messages call it. */
    String name();

    /** The process that runs now, or ran last. */
    Child child();

    /** Whether it serves; waits for an answer for a moment at most. */
    boolean answers();

    /** The line of its log that best says why it ended; may be empty. */
    String gist();

    /** Starts the ended process again, on the same ports and directory, without waiting for it to serve. */
    void relaunch();
}
