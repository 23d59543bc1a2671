package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** One call of a closure while it runs. */
final class Frame {
    final Lua lua;
    final LuaClosure closure;
    final @Nullable Object[] slots;
    final @Nullable Object[] varargs;
    /** What return gives back. */
    @Nullable Object[] results = LuaFunction.NONE;
    /** The function of a tail call, whose arguments are in {@link #results}. */
    @Nullable LuaClosure tail;

    Frame(Lua lua, LuaClosure closure, @Nullable Object[] slots, @Nullable Object[] varargs) {
        this.lua = lua;
        this.closure = closure;
        this.slots = slots;
        this.varargs = varargs;
    }
}
