package io.headwater.schemas;

/**
 * A failure that a person must act on: one line that says what is wrong, a hint that says what to do, and the process's
 * exit code if nothing handles it. A cause, when there is one, goes to a log file, never to the terminal.
 */
public class HeadwaterException extends RuntimeException {
    /** Exit code of a failure that no other code describes. */
    public static final int EXIT_FAILURE = 1;
    /** Exit code of a wrong option, argument or configuration line. */
    public static final int EXIT_USAGE = 2;
    /** Exit code when something outside (Kafka, registry, disk, port) is not there or not usable. */
    public static final int EXIT_UNAVAILABLE = 3;
    /** Exit code when stored data contradicts itself or was damaged. */
    public static final int EXIT_CORRUPT = 4;
    /** Exit code when another primary leads, or a directory or log belongs to somebody else. */
    public static final int EXIT_FENCED = 5;

    private final String hint;
    private final int exitCode;

    public HeadwaterException(String message, String hint, int exitCode) {
        super(message);
        this.hint = hint;
        this.exitCode = exitCode;
    }

    public HeadwaterException(String message, String hint, int exitCode, Throwable cause) {
        super(message, cause);
        this.hint = hint;
        this.exitCode = exitCode;
    }

    /** What the reader can do about it; may be empty. */
    public String hint() {
        return hint;
    }

    /** 1 to 125. */
    public int exitCode() {
        return exitCode;
    }
}
