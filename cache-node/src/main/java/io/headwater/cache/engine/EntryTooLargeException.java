package io.headwater.cache.engine;

/** The effects of a command exceed what one entry may hold; they must be rolled back and the client told. Carries no stack: it is an answer, not a fault. */
public final class EntryTooLargeException extends RuntimeException {
    /** The one instance. */
    public static final EntryTooLargeException INSTANCE = new EntryTooLargeException();

    private EntryTooLargeException() {
        super("the entry exceeds max-entry-bytes", null, false, false);
    }
}
