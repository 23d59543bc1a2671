package io.headwater.restore.target;

import org.jspecify.annotations.Nullable;

/**
 * How keys are written into a server.
 *
 * @param onto what becomes of a key that is there
 * @param record a key, in database 0, that says how far the writing has come, and is removed at its end; null for none
 * @param text what it says, in front of the numbers
 */
public record WriteRule(Onto onto, @Nullable String record, String text) {
    /** Keys that nobody expects to be there, and no record. */
    public static final WriteRule PLAIN = new WriteRule(Onto.NOTHING, null, "");

    /** What becomes of a key that is there. */
    public enum Onto {
        /** There are none; one that appears is an error. */
        NOTHING,
        /** It goes. */
        REPLACE,
        /** It stays, and the key is not written. */
        SKIP
    }
}
