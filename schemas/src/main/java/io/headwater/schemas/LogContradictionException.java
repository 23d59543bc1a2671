package io.headwater.schemas;

/** Valid records that cannot follow each other: a gap in the lsns, a time that decreases. The reader must stop. */
public final class LogContradictionException extends HeadwaterException {
    public LogContradictionException(String message) {
        super(message, "the log lost or reordered records; rebuild this reader from a snapshot", EXIT_CORRUPT);
    }
}
