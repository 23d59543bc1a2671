package io.headwater.archive.store;

import io.headwater.schemas.HeadwaterException;

/** A store that cannot be reached, read or written. */
public final class StoreException extends HeadwaterException {
    public StoreException(String message, Throwable cause) {
        super(message, "check that the store exists, has room and may be written by this user", EXIT_UNAVAILABLE, cause);
    }
}
