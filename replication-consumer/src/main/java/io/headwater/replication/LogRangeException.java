package io.headwater.replication;

import io.headwater.schemas.HeadwaterException;

/** The offset to read on from lies outside the topic: its front was trimmed, or its end was lost. Never papered over by reading from elsewhere. */
public final class LogRangeException extends HeadwaterException {
    private final boolean truncated;

    private LogRangeException(String message, String hint, boolean truncated) {
        super(message, hint, EXIT_CORRUPT);
        this.truncated = truncated;
    }

    /** The topic starts behind the offset. */
    public static LogRangeException trimmed(String topic, long offset, long beginning) {
        return new LogRangeException(
                "topic " + topic + " starts at offset " + beginning + ", but offset " + offset + " is to be read",
                "start from a newer snapshot or from the archive",
                false);
    }

    /** The topic ends before the offset. */
    public static LogRangeException truncated(String topic, long offset) {
        return new LogRangeException(
                "topic " + topic + " ends before offset " + offset + ", up to which it was already read",
                "the broker lost the end of the topic or the topic was created anew; restore the topic, or rebuild this reader from a snapshot",
                true);
    }

    /** The topic ended before the offset at some time, and has grown again since. */
    public static LogRangeException regrown(String topic, long offset) {
        return new LogRangeException(
                "topic " + topic + " holds another record at offset " + offset + " than was read there: it has lost its end and grown again",
                "the broker lost the end of the topic; restore the topic, or rebuild this reader from a snapshot",
                true);
    }

    /** Whether the end of the topic was lost; otherwise its front was trimmed. */
    public boolean truncated() {
        return truncated;
    }
}
