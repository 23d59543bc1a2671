package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.lua.Arguments;
import io.headwater.cache.lua.LuaError;
import io.headwater.cache.lua.LuaString;
import io.headwater.cache.lua.LuaTable;
import io.headwater.cache.lua.NumberText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code redis.call}: a script's way to the commands. Each decides and applies at once, so that the next one sees it; all of them form one entry of the log. Owned by the
 * writer thread.
 */
final class ScriptCalls {
    private static final int KEPT_BYTES = 64 * 1024;
    private static final int CALL_PRECISION = 17;
    /** Depth of a script beyond which a call makes sure that there is stack left for the command. */
    private static final int SHALLOW = 50;

    private static final int COMMAND_FRAMES = 400;

    private final CommandExecutor executor;
    private final ClientSession session = new ClientSession(0, ClientConnection.NONE, 0);
    private final Args args = new Args(16);
    private final ReplyToLua replies = new ReplyToLua();
    private byte[] bytes = new byte[1024];
    private ReplyBuffer reply = new ReplyBuffer(1024);
    private @Nullable ScriptRun run;

    ScriptCalls(CommandExecutor executor) {
        this.executor = executor;
    }

    /** A script begins. */
    void begin(ScriptRun script) {
        run = script;
        session.act(script.caller);
    }

    /** The script has ended. */
    void end() {
        run = null;
    }

    /** The RESP version in which the script wants replies. */
    void protocol(int version) {
        session.protocol(version);
    }

    /** Whether the script has asked for RESP3. */
    boolean isResp3() {
        return session.protocol() == 3;
    }

    /**
     * Calls a command.
     *
     * @param raise whether an error ends the script, or is its result
     */
    @Nullable Object call(Arguments arguments, boolean raise) {
        ScriptRun script = run;
        if (script == null) {
            throw RedisLibrary.raised("redis.call/pcall can only be called inside a script invocation");
        }
        Object result = refusedOrReply(script, arguments);
        if (raise && result instanceof LuaTable table && table.get("err") != null) throw LuaError.of(table, 0);
        return result;
    }

    private @Nullable Object refusedOrReply(ScriptRun script, Arguments arguments) {
        if (arguments.count() == 0) return error("ERR Please specify at least one argument for this redis lib call");
        if (!gather(arguments)) return error("ERR Lua redis lib command arguments must be strings or integers");
        CommandSpec spec = executor.table().resolve(args);
        String refusal = refusal(script, spec);
        if (refusal != null || spec == null) return error(String.valueOf(refusal));
        if (executor.scripts().depth() > SHALLOW) reserveStack(COMMAND_FRAMES);
        if (spec.isWrite()) script.wrote = true;
        reply.clear();
        reply.protocol(session.protocol());
        try {
            executor.run(session, spec, args, reply);
        } catch (StackOverflowError | OutOfMemoryError broken) {
            // What a script may run out of must not be taken for the end of a command, whose changes may be half made.
            throw new AssertionError("a command of a script ended in its midst", broken);
        }
        Object result = replies.read(reply);
        if (reply.bytes().length > KEPT_BYTES) reply = new ReplyBuffer(1024);
        return result;
    }

    /** A command's changes must never end in the midst: if the stack is to end here, then before the command begins. */
    private static int reserveStack(int frames) {
        return frames == 0 ? 0 : reserveStack(frames - 1) + 1;
    }

    private @Nullable String refusal(ScriptRun script, @Nullable CommandSpec spec) {
        if (spec == null) return "ERR Unknown Redis command called from script";
        if (!spec.accepts(args.count())) return "ERR Wrong number of args calling Redis command from script";
        if (spec.has(CommandFlag.NOSCRIPT)) return "ERR This Redis command is not allowed from script";
        if (spec.isWrite() && script.readOnly) return "ERR Write commands are not allowed from read-only scripts.";
        CommandError refusal = executor.scriptRefusal(session, spec, args);
        return refusal == null ? null : refusal.getMessage();
    }

    private boolean gather(Arguments arguments) {
        int size = 0;
        if (bytes.length > KEPT_BYTES) bytes = new byte[1024];
        args.reset(bytes);
        for (int i = 1; i <= arguments.count(); i++) {
            Object value = arguments.get(i);
            LuaString text =
                    switch (value) {
                        case LuaString string -> string;
                        case Double number -> spelled(number);
                        case null, default -> null;
                    };
            if (text == null) return false;
            if (bytes.length - size < text.length()) {
                bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, text.length()), bytes.length * 2));
                args.rebase(bytes);
            }
            System.arraycopy(text.bytes(), 0, bytes, size, text.length());
            args.add(size, text.length());
            size += text.length();
        }
        return true;
    }

    private static LuaString spelled(double number) {
        long integer = (long) number;
        if (integer == number && Math.abs(number) < 1e15) return NumberText.string(integer);
        return LuaString.of(NumberText.general(number, CALL_PRECISION, false, false));
    }

    /** {@code redis.acl_check_cmd}: there are no users yet who may not call everything. */
    Object mayCall(Arguments arguments) {
        if (arguments.count() == 0) throw RedisLibrary.raised("Please specify at least one argument for this redis lib call");
        if (!gather(arguments)) throw RedisLibrary.raised("Lua redis lib command arguments must be strings or integers");
        if (executor.table().resolve(args) == null) throw RedisLibrary.raised("Invalid command passed to redis.acl_check_cmd()");
        return Boolean.TRUE;
    }

    private static LuaTable error(String text) {
        return ReplyToLua.error(LuaString.of(text));
    }
}
