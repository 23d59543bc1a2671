package io.headwater.cache.command;

import static io.headwater.cache.lua.Builtin.one;

import io.headwater.cache.lua.Arguments;
import io.headwater.cache.lua.BaseLibrary;
import io.headwater.cache.lua.LuaError;
import io.headwater.cache.lua.LuaFunction;
import io.headwater.cache.lua.LuaString;
import io.headwater.cache.lua.LuaTable;
import io.headwater.cache.lua.Operations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code redis}: what scripts can do with the node. Errors of its functions are tables with a field {@code err}. */
final class RedisLibrary {
    private static final Logger LOG = LoggerFactory.getLogger("io.headwater.script");
    private static final int MAX_LOG_LEVEL = 3;
    private static final int REPL_ALL = 3;
    /** The version that scripts see: the one whose behaviour this is. */
    private static final String VERSION = "7.0.15";
    private static final double VERSION_NUMBER = 0x07000F;

    private RedisLibrary() {}

    static LuaTable create(ScriptCalls calls) {
        LuaTable redis = new LuaTable();
        BaseLibrary.add(redis, "call", (lua, args) -> one(calls.call(args, true)));
        BaseLibrary.add(redis, "pcall", (lua, args) -> one(calls.call(args, false)));
        BaseLibrary.add(redis, "log", (lua, args) -> log(args));
        redis.set("LOG_DEBUG", 0.0);
        redis.set("LOG_VERBOSE", 1.0);
        redis.set("LOG_NOTICE", 2.0);
        redis.set("LOG_WARNING", 3.0);
        BaseLibrary.add(redis, "setresp", (lua, args) -> setProtocol(calls, args));
        redis.set("REDIS_VERSION", LuaString.of(VERSION));
        redis.set("REDIS_VERSION_NUM", VERSION_NUMBER);
        BaseLibrary.add(redis, "sha1hex", (lua, args) -> sha1(args));
        BaseLibrary.add(redis, "error_reply", (lua, args) -> one(errorReply(args)));
        BaseLibrary.add(redis, "status_reply", (lua, args) -> one(statusReply(args)));
        BaseLibrary.add(redis, "set_repl", (lua, args) -> setReplication(args));
        redis.set("REPL_NONE", 0.0);
        redis.set("REPL_AOF", 1.0);
        redis.set("REPL_SLAVE", 2.0);
        redis.set("REPL_REPLICA", 2.0);
        redis.set("REPL_ALL", (double) REPL_ALL);
        BaseLibrary.add(redis, "acl_check_cmd", (lua, args) -> one(calls.mayCall(args)));
        return redis;
    }

    /** What only scripts of EVAL see. */
    static void addForEval(LuaTable redis) {
        BaseLibrary.add(redis, "breakpoint", (lua, args) -> one(Boolean.FALSE));
        BaseLibrary.add(redis, "debug", (lua, args) -> LuaFunction.NONE);
        BaseLibrary.add(redis, "replicate_commands", (lua, args) -> one(Boolean.TRUE));
    }

    private static @Nullable Object[] log(Arguments args) {
        if (args.count() < 2) throw raised("redis.log() requires two arguments or more.");
        if (!(args.get(1) instanceof Double)) throw raised("First argument must be a number (log level).");
        int level = args.int32(1);
        if (level < 0 || level > MAX_LOG_LEVEL) throw raised("Invalid debug level.");
        StringBuilder text = new StringBuilder();
        for (int i = 2; i <= args.count(); i++) {
            if (args.get(i) instanceof LuaString || args.get(i) instanceof Double) text.append(i > 2 ? " " : "").append(args.string(i));
        }
        switch (level) {
            case 0 -> LOG.debug("{}", text);
            case 1, 2 -> LOG.info("{}", text);
            default -> LOG.warn("{}", text);
        }
        return LuaFunction.NONE;
    }

    private static @Nullable Object[] setProtocol(ScriptCalls calls, Arguments args) {
        if (args.count() != 1) throw raised("redis.setresp() requires one argument.");
        int version = integer(args.get(1));
        if (version != 2 && version != 3) throw raised("RESP version must be 2 or 3.");
        calls.protocol(version);
        return LuaFunction.NONE;
    }

    /** What is no number counts as 0. */
    private static int integer(@Nullable Object value) {
        Double number = Operations.toNumber(value);
        return number == null ? 0 : (int) Arguments.toInteger(number);
    }

    private static @Nullable Object[] sha1(Arguments args) {
        if (args.count() != 1) throw raised("wrong number of arguments");
        LuaString text = args.get(1) instanceof LuaString || args.get(1) instanceof Double ? args.string(1) : LuaString.EMPTY;
        return one(LuaString.of(Sha1.hex(text.bytes(), 0, text.length())));
    }

    /** The log is the database: what a script has written is always in it, whatever it asks for here. */
    private static @Nullable Object[] setReplication(Arguments args) {
        if (args.count() != 1) throw raised("redis.set_repl() requires two arguments.");
        int flags = integer(args.get(1));
        if ((flags & ~REPL_ALL) != 0) throw raised("Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.");
        return LuaFunction.NONE;
    }

    private static LuaTable statusReply(Arguments args) {
        if (args.count() != 1 || !(args.get(1) instanceof LuaString text)) return error("wrong number or type of arguments");
        LuaTable table = new LuaTable();
        table.set("ok", text);
        return table;
    }

    private static LuaTable errorReply(Arguments args) {
        if (args.count() != 1 || !(args.get(1) instanceof LuaString text)) return error("wrong number or type of arguments");
        String message = text.toString();
        if (message.startsWith("-")) message = message.substring(1);
        return ReplyToLua.error(LuaString.of(coded(message)));
    }

    /** A message with its code: one of a single word has none yet. */
    private static String coded(String message) {
        String trimmed = message.replaceAll("[\r\n]+$", "");
        int space = trimmed.indexOf(' ');
        return space < 0 ? "ERR " + trimmed : trimmed;
    }

    private static LuaTable error(String text) {
        return ReplyToLua.error(LuaString.of("ERR " + text));
    }

    /** An error that ends the script unless it is caught. */
    static LuaError raised(String text) {
        return LuaError.of(error(text), 0);
    }
}
