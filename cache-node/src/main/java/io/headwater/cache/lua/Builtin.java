package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** A function of the host. */
public final class Builtin extends LuaFunction {
    /** Its code. */
    @FunctionalInterface
    public interface Body {
        /** Calls it; the results may be kept and changed by the caller. */
        @Nullable Object[] call(Lua lua, Arguments args);
    }

    private final Body body;

    /** A function that runs {@code body}. */
    public Builtin(Body body) {
        this.body = body;
    }

    @Override
    public @Nullable Object[] call(Lua lua, @Nullable Object[] args) {
        return body.call(lua, new Arguments(args));
    }

    /** One value. */
    public static @Nullable Object[] one(@Nullable Object value) {
        return new Object[] {value};
    }
}
