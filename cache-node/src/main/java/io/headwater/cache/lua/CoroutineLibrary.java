package io.headwater.cache.lua;

import static io.headwater.cache.lua.Builtin.one;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code coroutine}. */
public final class CoroutineLibrary {
    private CoroutineLibrary() {}

    /** The table of its functions. */
    public static LuaTable create() {
        LuaTable table = new LuaTable();
        BaseLibrary.add(table, "create", (lua, args) -> one(new Coroutine(lua, body(args))));
        BaseLibrary.add(table, "resume", CoroutineLibrary::resume);
        BaseLibrary.add(table, "running", (lua, args) -> one(lua.running()));
        BaseLibrary.add(table, "status", (lua, args) -> one(LuaString.of(coroutine(args).status(lua))));
        BaseLibrary.add(table, "wrap", (lua, args) -> {
            Coroutine coroutine = new Coroutine(lua, body(args));
            return one(new Builtin((state, inner) -> wrapped(state, coroutine, inner)));
        });
        BaseLibrary.add(table, "yield", (lua, args) -> Coroutine.yield(lua, args.values()));
        return table;
    }

    private static LuaFunction body(Arguments args) {
        if (args.get(1) instanceof LuaClosure closure) return closure;
        throw LuaError.argument(1, "Lua function expected");
    }

    private static Coroutine coroutine(Arguments args) {
        if (args.get(1) instanceof Coroutine coroutine) return coroutine;
        throw LuaError.argument(1, "coroutine expected");
    }

    private static @Nullable Object[] resume(Lua lua, Arguments args) {
        Coroutine coroutine = coroutine(args);
        try {
            @Nullable Object[] results = coroutine.resume(lua, Arrays.copyOfRange(args.values(), 1, args.count()));
            @Nullable Object[] all = new Object[results.length + 1];
            all[0] = Boolean.TRUE;
            System.arraycopy(results, 0, all, 1, results.length);
            return all;
        } catch (LuaError error) {
            if (error.isFatal()) throw error;
            return new Object[] {Boolean.FALSE, error.value()};
        }
    }

    /** An error's text gets the place of the call in front, as that of a host function. */
    private static @Nullable Object[] wrapped(Lua lua, Coroutine coroutine, Arguments args) {
        try {
            return coroutine.resume(lua, args.values());
        } catch (LuaError error) {
            if (error.isFatal()) throw error;
            throw LuaError.of(error.value(), 1);
        }
    }
}
