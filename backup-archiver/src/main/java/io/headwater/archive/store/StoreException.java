package io.headwater.archive.store;

import io.headwater.schemas.HeadwaterException;

/** A store that cannot be reached, read or written. */
public final class StoreException extends HeadwaterException {
    private static final String HINT = "check that the store exists, has room and may be written by this user";

    private final boolean temporary;

    /** A failure that may pass. */
    public StoreException(String message, Throwable cause) {
        this(message, HINT, true, cause);
    }

    StoreException(String message, String hint, boolean temporary, Throwable cause) {
        super(message, hint, EXIT_UNAVAILABLE, cause);
        this.temporary = temporary;
    }

    /** A server that cannot be used as it is. */
    StoreException(String message, String hint) {
        super(message, hint, EXIT_UNAVAILABLE);
        this.temporary = false;
    }

    /** Whether the same call may succeed later without anybody's help; not so if access is refused or the bucket is not there. */
    public boolean isTemporary() {
        return temporary;
    }
}
