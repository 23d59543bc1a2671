package io.headwater.archive.store;

import io.headwater.schemas.HeadwaterException;

/** An object that is not in its store. */
public final class NoSuchObjectException extends HeadwaterException {
    public NoSuchObjectException(String name, String store) {
        super("object " + name + " is missing in " + store, "it was deleted, or the store is another one", EXIT_CORRUPT);
    }
}
