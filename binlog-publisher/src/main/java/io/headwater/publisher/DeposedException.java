package io.headwater.publisher;

import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;

/** A foreign claim took effect without frames that the directory holds, or ended the epoch that this node leads. */
final class DeposedException extends HeadwaterException {
    private final transient FilterState by;
    private final long lastValidLsn;

    /**
     * @param by what the filter knows behind the claim
     * @param lastValidLsn frames of epochs before the claim's are valid up to here
     */
    DeposedException(String message, String hint, FilterState by, long lastValidLsn) {
        super(message, hint, EXIT_FENCED);
        this.by = by;
        this.lastValidLsn = lastValidLsn;
    }

    FilterState by() {
        return by;
    }

    long lastValidLsn() {
        return lastValidLsn;
    }
}
