package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** A function that can stop in its midst and go on: {@code coroutine}. Abandoned ones are garbage like anything else. */
public final class Coroutine {
    private static final @Nullable Object SCOPE = Continuations.areAvailable() ? Continuations.newScope("lua") : null;

    private final LuaFunction body;
    private final @Nullable Object continuation;
    private @Nullable Object[] passed = LuaFunction.NONE;
    private @Nullable Throwable failure;
    private @Nullable Coroutine resumer;
    private int hostCallsAtStart;
    private boolean dead;

    Coroutine(Lua lua, LuaFunction body) {
        if (SCOPE == null) throw LuaError.message("coroutines need the flag --add-exports java.base/jdk.internal.vm=ALL-UNNAMED");
        this.body = body;
        this.continuation = Continuations.create(SCOPE, () -> run(lua));
    }

    private void run(Lua lua) {
        try {
            passed = lua.callNow(body, passed);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        dead = true;
    }

    /** {@code coroutine.status}. */
    String status(Lua lua) {
        if (lua.running() == this) return "running";
        if (dead) return "dead";
        for (Coroutine c = lua.running(); c != null; c = c.resumer) {
            if (c.resumer == this) return "normal";
        }
        return "suspended";
    }

    /**
     * Goes on until the next yield or the end.
     *
     * @return what was yielded or returned
     */
    @Nullable Object[] resume(Lua lua, @Nullable Object[] args) {
        String status = status(lua);
        if (!status.equals("suspended")) throw LuaError.of(LuaString.of("cannot resume " + (status.equals("normal") ? "non-suspended" : status) + " coroutine"), 0);
        Object code = continuation;
        if (code == null) throw new IllegalStateException("a coroutine without code");
        int depth = lua.hostCalls();
        passed = args;
        resumer = lua.running();
        lua.running(this);
        hostCallsAtStart = depth;
        try {
            lua.hostCalls(depth + 1);
            Continuations.run(code);
        } finally {
            lua.running(resumer);
            resumer = null;
            lua.hostCalls(depth);
        }
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof LuaError error) throw error;
        if (thrown instanceof Operations.BadOperand bad) throw bad.nameless();
        if (thrown instanceof StackOverflowError) throw LuaError.of(LuaString.of("stack overflow"), 0);
        if (thrown instanceof RuntimeException unforeseen) throw unforeseen;
        if (thrown instanceof Error unforeseen) throw unforeseen;
        return passed;
    }

    /** Stops here; what the next resume passes. */
    static @Nullable Object[] yield(Lua lua, @Nullable Object[] values) {
        Coroutine self = lua.running();
        // As in Lua 5.1, a call by the host in between cannot be left and entered again.
        if (self == null || SCOPE == null || lua.hostCalls() > self.hostCallsAtStart + 1) {
            throw LuaError.operation("attempt to yield across metamethod/C-call boundary");
        }
        self.passed = values;
        Continuations.yield(SCOPE);
        return self.passed;
    }
}
