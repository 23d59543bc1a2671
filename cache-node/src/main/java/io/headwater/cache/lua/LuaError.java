package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/**
 * An error on its way to the nearest pcall. It is a value of the script's, mostly a text that begins with the place where it happened.
 *
 * <p>Who raises an error in a host function does not know who called it; the call sites that the error passes on its way up complete it: they name the function in "bad
 * argument", and put the place in front.
 */
public final class LuaError extends RuntimeException {
    private static final int IN_OPERATION = -1;

    private @Nullable Object value;
    /** Call sites that are still to be passed before the place is put in front; 0: none is wanted, or it is there. */
    private int levels;
    /** Number of the bad argument; 0: the error is another. */
    private int badArgument;
    private @Nullable Site site;
    private boolean fatal;

    private LuaError(@Nullable Object value, int levels) {
        super(null, null, false, false);
        this.value = value;
        this.levels = levels;
    }

    /** An error of this value; a text gets the place of the {@code levels}-th call site in front, 1 being the one that called the function that raises it. */
    public static LuaError of(@Nullable Object value, int levels) {
        return new LuaError(value, levels);
    }

    /** An error of a host function, with the place where that was called in front. */
    public static LuaError message(String text) {
        return new LuaError(LuaString.of(text), 1);
    }

    /** An error of the language itself: the place is put in front if a script's own code did it, not a host function. */
    static LuaError operation(String text) {
        return new LuaError(LuaString.of(text), IN_OPERATION);
    }

    /** "bad argument #i to 'function' (reason)". */
    public static LuaError argument(int i, String reason) {
        LuaError error = message(reason);
        error.badArgument = i;
        return error;
    }

    /** An error of an operation at {@code site}. */
    static LuaError at(Site site, String text) {
        LuaError error = new LuaError(LuaString.of(site + " " + text), 0);
        error.site = site;
        return error;
    }

    /** No memory for what the script wants. */
    public static LuaError memory() {
        return new LuaError(LuaString.of("not enough memory"), 0);
    }

    /** An end that no pcall holds up. */
    public static LuaError fatal(String text) {
        LuaError error = message(text);
        error.fatal = true;
        return error;
    }

    /** Whether no pcall may hold this up. */
    boolean isFatal() {
        return fatal;
    }

    /** What the script raised. */
    public @Nullable Object value() {
        if (badArgument != 0) completeArgument(null, false);
        return value;
    }

    /** The place of the innermost code of a script that the error came from; null if there is none. */
    public @Nullable Site site() {
        return site;
    }

    /**
     * The error passes a call.
     *
     * @param name by which the script called the function, null if by none
     * @param method whether that was a method, whose object is no counted argument
     */
    LuaError through(Site caller, @Nullable String name, boolean method) {
        if (badArgument != 0) completeArgument(name, method);
        if (levels == IN_OPERATION) levels = 0;
        if (levels > 0 && --levels == 0) putInFront(caller);
        if (site == null) site = caller;
        return this;
    }

    /** The error comes out of an operation of a script's own code. */
    LuaError in(Site operation) {
        if (levels == IN_OPERATION) levels = 1;
        return through(operation, null, false);
    }

    private void putInFront(Site caller) {
        LuaString text = Operations.asText(value);
        if (text != null) value = LuaString.of(caller + " ").plus(text);
    }

    private void completeArgument(@Nullable String name, boolean method) {
        int number = method ? badArgument - 1 : badArgument;
        String function = name == null ? "?" : name;
        badArgument = 0;
        String text = number == 0 && method ? "calling '" + function + "' on bad self (" : "bad argument #" + number + " to '" + function + "' (";
        value = LuaString.of(text + value + ")");
    }

    @Override
    public String getMessage() {
        return String.valueOf(value());
    }
}
