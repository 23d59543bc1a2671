package io.headwater.it.history;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of one client on one key, and what became of it.
 *
 * @param client who called; one call at a time
 * @param expected a CAS's condition; null otherwise, or for an absent key
 * @param value what SET or CAS writes; null otherwise
 * @param result what GET or INCR was told; null for an absent key, or when nothing was told
 * @param invokedAt nanoseconds, before the call was sent
 * @param returnedAt nanoseconds, after its answer had come; {@link #NEVER} when it is not known whether the call took effect: it may at any time after its
 *     invocation, or not at all
 */
public record Operation(
        int client,
        String key,
        Kind kind,
        @Nullable String expected,
        @Nullable String value,
        @Nullable String result,
        long invokedAt,
        long returnedAt) {
    /** No answer. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What a client may ask of a register. */
    public enum Kind {
        /** Reads. */
        GET,
        /** Writes. */
        SET,
        /** Adds one to a decimal number, an absent one being 0, and tells the sum. */
        INCR,
        /** Writes if the register holds what is expected; one that was refused is no operation. */
        CAS
    }

    public Operation {
        if (returnedAt < invokedAt) {
            throw new IllegalArgumentException("returned at " + returnedAt + ", invoked at " + invokedAt);
        }
    }

    /** Whether it is known to have taken effect. */
    boolean returned() {
        return returnedAt != NEVER;
    }

    /** Whether it may take effect on a register that holds {@code state}; what was not told is no condition. */
    boolean explains(@Nullable String state) {
        return switch (kind) {
            case GET -> !returned() || Objects.equals(state, result);
            case SET -> true;
            case INCR -> isNumber(state) && (!returned() || sum(state).equals(result));
            case CAS -> Objects.equals(state, expected);
        };
    }

    /** What the register holds behind it. */
    @Nullable String apply(@Nullable String state) {
        return switch (kind) {
            case GET -> state;
            case SET, CAS -> value;
            case INCR -> sum(state);
        };
    }

    private static boolean isNumber(@Nullable String state) {
        return state == null || state.matches("-?\\d{1,18}");
    }

    private static String sum(@Nullable String state) {
        return Long.toString((state == null ? 0 : Long.parseLong(state)) + 1);
    }

    @Override
    public String toString() {
        String call =
                switch (kind) {
                    case GET -> "GET";
                    case SET -> "SET " + value;
                    case INCR -> "INCR";
                    case CAS -> "CAS " + expected + " -> " + value;
                };
        String end = returned() ? returnedAt / 1_000 + " us: " + (kind == Kind.GET || kind == Kind.INCR ? result : "OK") : "unknown";
        return key + " client " + client + " " + call + " [" + invokedAt / 1_000 + " - " + end + "]";
    }
}
