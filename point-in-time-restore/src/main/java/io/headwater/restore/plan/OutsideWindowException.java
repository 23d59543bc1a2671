package io.headwater.restore.plan;

import io.headwater.schemas.HeadwaterException;

/** A time that cannot be restored. The message holds the window. */
public final class OutsideWindowException extends HeadwaterException {
    public OutsideWindowException(String message, String hint) {
        super(message, hint, EXIT_FAILURE);
    }
}
