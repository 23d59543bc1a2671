package io.headwater.schemas;

/** Bytes that are no log record, frame or note of this version. Says what was expected and at which byte of the payload. */
public final class LogFormatException extends HeadwaterException {
    public LogFormatException(String message) {
        super(message, "the bytes were damaged, or a newer version wrote them", EXIT_CORRUPT);
    }
}
