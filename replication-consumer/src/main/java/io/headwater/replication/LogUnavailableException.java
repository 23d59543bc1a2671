package io.headwater.replication;

import io.headwater.schemas.HeadwaterException;
import org.jspecify.annotations.Nullable;

/** Kafka did not answer in time or refused; trying again later may help. */
public final class LogUnavailableException extends HeadwaterException {
    public LogUnavailableException(String message, String hint) {
        super(message, hint, EXIT_UNAVAILABLE);
    }

    public LogUnavailableException(String message, String hint, Throwable cause) {
        super(message, hint, EXIT_UNAVAILABLE, cause);
    }

    /** What Kafka's client said, on one line. */
    static String reason(@Nullable Throwable failure) {
        if (failure == null) {
            return "no reason given";
        }
        String text = failure.getMessage();
        return text == null ? failure.getClass().getSimpleName() : text.lines().findFirst().orElse(text);
    }
}
