package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** What can be called: a closure of a script, or a function of the host. */
public abstract class LuaFunction {
    /** No values. */
    public static final @Nullable Object[] NONE = new Object[0];

    /**
     * Calls the function.
     *
     * @return its results, which the caller may keep and change
     * @throws LuaError if the function raises an error
     */
    public abstract @Nullable Object[] call(Lua lua, @Nullable Object[] args);
}
