package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.lua.Arguments;
import io.headwater.cache.lua.BaseLibrary;
import io.headwater.cache.lua.BitLibrary;
import io.headwater.cache.lua.CoroutineLibrary;
import io.headwater.cache.lua.JsonLibrary;
import io.headwater.cache.lua.Lua;
import io.headwater.cache.lua.LuaError;
import io.headwater.cache.lua.LuaFunction;
import io.headwater.cache.lua.LuaString;
import io.headwater.cache.lua.LuaTable;
import io.headwater.cache.lua.MathLibrary;
import io.headwater.cache.lua.MessagePackLibrary;
import io.headwater.cache.lua.Operations;
import io.headwater.cache.lua.ScriptRandom;
import io.headwater.cache.lua.Site;
import io.headwater.cache.lua.StringLibrary;
import io.headwater.cache.lua.StructLibrary;
import io.headwater.cache.lua.TableLibrary;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scripts of a shard: one world of Lua, whose globals no script can change, so that none leaves anything behind for the next. Owned by the writer thread.
 */
final class Scripts {
    private static final LuaString ERR = LuaString.of("err");
    private static final LuaString NOTHING_TO_CALL = LuaString.of("attempt to call a boolean value");
    private static final LuaString KEYS = LuaString.of("KEYS");
    private static final LuaString ARGV = LuaString.of("ARGV");

    /** Redis's default of busy-reply-threshold. */
    private static final long MAX_RUN_MS = 5_000;

    private static final LuaFunction PCALL = pcall();

    private final CommandExecutor executor;
    private final Lua lua = new Lua();
    private final ScriptRandom random = new ScriptRandom();
    private final ScriptCalls calls;
    private final ScriptCache cache = new ScriptCache();
    private @Nullable ScriptRun running;
    private long maxRunMs = MAX_RUN_MS;

    Scripts(CommandExecutor executor) {
        this.executor = executor;
        this.calls = new ScriptCalls(executor);
        lua.watch(this::look);
        lua.memory(ScriptMemory::isLeft);
        LuaTable globals = lua.globals();
        BaseLibrary.addTo(lua);
        addLibrary(globals, "string", StringLibrary.create(lua));
        addLibrary(globals, "table", TableLibrary.create());
        addLibrary(globals, "math", MathLibrary.create(random));
        addLibrary(globals, "coroutine", CoroutineLibrary.create());
        addLibrary(globals, "bit", BitLibrary.create());
        addLibrary(globals, "struct", StructLibrary.create());
        addLibrary(globals, "cjson", JsonLibrary.create());
        addLibrary(globals, "cmsgpack", MessagePackLibrary.create());
        LuaTable redis = RedisLibrary.create(calls);
        RedisLibrary.addForEval(redis);
        addLibrary(globals, "redis", redis);
        BaseLibrary.add(globals, "pcall", Scripts::protectedCall);
        LuaTable strict = new LuaTable();
        BaseLibrary.add(strict, "__index", (state, args) -> {
            throw LuaError.message("Script attempted to access nonexistent global variable '" + Operations.toText(state, args.get(2)) + "'");
        });
        strict.makeReadOnly();
        globals.metatable(strict);
        globals.makeReadOnly();
    }

    private static void addLibrary(LuaTable globals, String name, LuaTable library) {
        library.makeReadOnly();
        globals.set(name, library);
    }

    private static LuaFunction pcall() {
        Lua plain = new Lua();
        BaseLibrary.addTo(plain);
        if (plain.globals().get("pcall") instanceof LuaFunction function) return function;
        throw new IllegalStateException("no pcall");
    }

    /** pcall that gives a Redis error as its text, as scripts written for earlier versions expect. */
    private static @Nullable Object[] protectedCall(Lua lua, Arguments args) {
        if (args.count() == 0) return new Object[] {Boolean.FALSE, NOTHING_TO_CALL};
        @Nullable Object[] results = PCALL.call(lua, args.values());
        if (Boolean.FALSE.equals(results[0]) && results.length > 1 && results[1] instanceof LuaTable table) {
            LuaString text = Operations.asText(table.get(ERR));
            if (text != null) results[1] = text;
        }
        return results;
    }

    /** Sets for how long in ms a script may run that writes nothing. */
    void endAfter(long ms) {
        maxRunMs = ms;
    }

    ScriptCache cache() {
        return cache;
    }

    Lua lua() {
        return lua;
    }

    /** Depth of the script's calls. */
    int depth() {
        return lua.depth();
    }

    /** The script that runs, or null. */
    @Nullable ScriptRun running() {
        return running;
    }

    /**
     * Runs a script and writes its reply. Its commands use the executor's only context, so that the caller's is void afterwards.
     *
     * @param firstKey index in {@code args} of the first of {@code keys} keys, behind which come the arguments
     */
    void run(CommandContext context, Script script, int firstKey, int keys, boolean readOnly) {
        ReplyBuffer reply = context.reply();
        ClientSession caller = context.session();
        Args args = context.args();
        boolean mayNotWrite = readOnly || script.flags().has(ScriptFlags.Flag.NO_WRITES);
        LuaTable keyTable = strings(args, firstKey, firstKey + keys);
        LuaTable argumentTable = strings(args, firstKey + keys, args.count());
        ScriptRun run = new ScriptRun(script, caller, mayNotWrite, System.nanoTime());
        boolean nested = executor.isInsideExec();
        executor.insideExec(true);
        running = run;
        calls.begin(run);
        try {
            lua.globals().set(KEYS, keyTable);
            lua.globals().set(ARGV, argumentTable);
            Object result = Operations.first(lua.protectedCall(script.code()));
            reply.protocol(caller.protocol());
            new LuaReply(reply, calls.isResp3()).write(result);
        } catch (OutOfMemoryError full) {
            // The script's own: nothing of it is left once it has ended.
            throw new CommandError("ERR not enough memory for the script");
        } catch (LuaError error) {
            reply.protocol(caller.protocol());
            throw failure(script, error);
        } finally {
            running = null;
            calls.end();
            executor.insideExec(nested);
        }
    }

    /**
     * Ends a script that runs for too long, as nobody else is served meanwhile: but not one that has written, of which half would stay. That one's entry is not in the log
     * before it ends, so that another node, which takes over, knows nothing of it.
     */
    private void look() {
        ScriptRun run = running;
        if (run == null || run.wrote || System.nanoTime() - run.startedAtNanos < maxRunMs * 1_000_000L) return;
        throw LuaError.fatal("the script was ended after " + maxRunMs + " ms, for nobody else is served while it runs");
    }

    private static LuaTable strings(Args args, int from, int to) {
        LuaTable table = new LuaTable();
        for (int i = from; i < to; i++) table.set(i - from + 1, LuaString.copyOf(args.bytes(), args.offset(i), args.length(i)));
        return table;
    }

    private CommandError failure(Script script, LuaError error) {
        Object value = error.value();
        LuaString text;
        if (value instanceof LuaTable table) {
            LuaString known = Operations.asText(table.get(ERR));
            text = known == null ? LuaString.of("ERR unknown error") : known;
        } else {
            text = LuaString.of("ERR " + (value instanceof LuaString string ? string : Operations.toText(lua, value)));
        }
        Site site = error.site();
        String where = site == null ? "" : " script: " + script.name() + ", on " + site.source() + ":" + site.line() + ".";
        return new CommandError(text + where);
    }
}
