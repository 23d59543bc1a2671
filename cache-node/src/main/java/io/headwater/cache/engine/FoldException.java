package io.headwater.cache.engine;

import io.headwater.schemas.HeadwaterException;

/** An effect that this version cannot apply: unknown, malformed, or contradicting the state. Whoever reads the log must stop; skipping would diverge silently. */
public final class FoldException extends HeadwaterException {
    /** @param message what is wrong with the effect, on one line */
    public FoldException(String message) {
        super(message, "a newer version wrote the log, or the log does not belong to this state; rebuild from a snapshot", EXIT_CORRUPT);
    }
}
