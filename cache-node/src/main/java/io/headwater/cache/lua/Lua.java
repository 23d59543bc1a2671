package io.headwater.cache.lua;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One world of scripts: its globals, and what bounds a run. Owned by one thread.
 *
 * <p>A run counts steps, one per call and per turn of a loop, and asks its {@link Watcher} now and then, so that no script runs for longer than that allows, whatever it
 * does. Depth is bounded, and so is memory as far as scripts can grow it.
 */
public final class Lua {
    /** Asked while a script runs. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * Called every {@value #STEPS_PER_LOOK} steps or so, in the midst of a script.
         *
         * @throws LuaError to end it; a fatal one passes every pcall
         */
        void look();
    }

    private static final int STEPS_PER_LOOK = 20_000;
    private static final int MAX_CALLS = 20_000;
    private static final int MAX_HOST_CALLS = 200;
    private static final long CHARGE_PER_LOOK = 32L << 20;

    private final LuaTable globals = new LuaTable();
    private LuaTable stringMetatable = new LuaTable();
    private Watcher watcher = () -> {};
    private BooleanSupplier memoryLeft = () -> true;
    private int steps = STEPS_PER_LOOK;
    private long charged;
    private int calls;
    private int hostCalls;
    private @Nullable Coroutine running;

    /** The table of global variables. */
    public LuaTable globals() {
        return globals;
    }

    /** What the methods of strings are looked up in, as {@code __index}. */
    LuaTable stringMetatable() {
        return stringMetatable;
    }

    void stringMetatable(LuaTable table) {
        stringMetatable = table;
    }

    /** Sets who is asked while scripts run. */
    public void watch(Watcher who) {
        watcher = who;
    }

    /** Sets who says whether there is memory left when scripts have taken a good deal of it. */
    public void memory(BooleanSupplier isLeft) {
        memoryLeft = isLeft;
    }

    /** The coroutine that runs, or null in the main thread of a script. */
    @Nullable Coroutine running() {
        return running;
    }

    void running(@Nullable Coroutine coroutine) {
        running = coroutine;
    }

    /** One step of a script. */
    void step() {
        if (--steps < 0) look();
    }

    /** {@code count} steps at once: host functions that take long say so. */
    public void steps(int count) {
        steps -= count;
        if (steps < 0) look();
    }

    private void look() {
        steps = STEPS_PER_LOOK;
        watcher.look();
    }

    /** A script has taken so many bytes. */
    public void charge(long bytes) {
        charged += bytes;
        if (charged < CHARGE_PER_LOOK) return;
        charged = 0;
        if (!memoryLeft.getAsBoolean()) throw LuaError.memory();
    }

    /** A script is about to take so many bytes at once. */
    public void chargeAtOnce(long bytes) {
        if (bytes > LuaString.MAX_BYTES) throw LuaError.memory();
        charge(bytes);
    }

    void enter() {
        if (++calls > MAX_CALLS) throw LuaError.operation("stack overflow");
        step();
    }

    void leave() {
        calls--;
    }

    /** Depth of calls of scripts. */
    public int depth() {
        return calls;
    }

    /** Calls a value, as a host function or an operator does. */
    public @Nullable Object[] call(@Nullable Object function, @Nullable Object... args) {
        if (hostCalls >= MAX_HOST_CALLS) throw LuaError.operation("C stack overflow");
        hostCalls++;
        try {
            return callNow(function, args);
        } finally {
            hostCalls--;
        }
    }

    @Nullable Object[] callMeta(Object function, @Nullable Object... args) {
        return call(function, args);
    }

    /** {@link #call} by a script itself, which may go as deep as its calls may. */
    @Nullable Object[] callNow(@Nullable Object function, @Nullable Object[] args) {
        if (function instanceof LuaFunction callable) return callable.call(this, args);
        Object handler = Operations.metamethod(this, function, LuaString.of("__call"));
        if (!(handler instanceof LuaFunction callable)) throw new Operations.BadOperand("call", function, 0);
        @Nullable Object[] all = new Object[args.length + 1];
        all[0] = function;
        System.arraycopy(args, 0, all, 1, args.length);
        return callable.call(this, all);
    }

    /**
     * Calls a function from outside of all scripts, or as pcall does: whatever goes wrong in it comes as a {@link LuaError}.
     *
     * @throws LuaError of the script, or because it went too deep
     */
    public @Nullable Object[] protectedCall(@Nullable Object function, @Nullable Object... args) {
        int callsBefore = calls;
        int hostCallsBefore = hostCalls;
        Coroutine runningBefore = running;
        try {
            return call(function, args);
        } catch (Operations.BadOperand bad) {
            throw bad.nameless();
        } catch (StackOverflowError tooDeep) {
            throw LuaError.of(LuaString.of("stack overflow"), 0);
        } finally {
            calls = callsBefore;
            hostCalls = hostCallsBefore;
            running = runningBefore;
        }
    }

    /** How many host calls deep the script is, by which a coroutine knows whether it may stop here. */
    int hostCalls() {
        return hostCalls;
    }

    void hostCalls(int count) {
        hostCalls = count;
    }

    /**
     * Reads a chunk.
     *
     * @param name "@name", "=name", or its text
     * @throws LuaError a syntax error, with its place
     */
    public LuaFunction load(LuaString text, LuaString name) {
        return new LuaClosure(Parser.parse(text, name), globals, new Cell[0]);
    }
}
