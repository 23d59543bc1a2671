package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.lua.LuaString;
import java.util.Locale;

/** EVAL and its kin, and SCRIPT. What a script writes is one entry of the log; the script itself is not in it. */
final class ScriptCommands {
    private static final CommandError NO_SCRIPT = new CommandError("NOSCRIPT No matching script. Please use EVAL.");
    private static final CommandError TOO_MANY_KEYS = new CommandError("ERR Number of keys can't be greater than number of args");
    private static final CommandError NEGATIVE_KEYS = new CommandError("ERR Number of keys can't be negative");
    private static final CommandError NOT_BUSY = new CommandError("NOTBUSY No scripts in execution right now.");
    private static final CommandError NO_DEBUGGER = new CommandError("ERR SCRIPT DEBUG must be called over a pipeline");
    private static final String FLAGS = "noscript stale skip_monitor no_mandatory_keys";
    private static final int SHA_LENGTH = 40;
    private static final int KEYS_AT = 2;

    private ScriptCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SCRIPTING;
        table.addCounted("eval", -3, 0, 0, 0, KEYS_AT, group, FLAGS, context -> evaluate(context, false));
        table.addCounted("evalsha", -3, 0, 0, 0, KEYS_AT, group, FLAGS, context -> evaluateKnown(context, false));
        table.addCounted("eval_ro", -3, 0, 0, 0, KEYS_AT, group, FLAGS + " readonly", context -> evaluate(context, true));
        table.addCounted("evalsha_ro", -3, 0, 0, 0, KEYS_AT, group, FLAGS + " readonly", context -> evaluateKnown(context, true));
        table.addContainer(
                "script",
                group,
                CommandSpec.of("script|debug", 3, 0, 0, 0, group, "noscript", ScriptCommands::debug),
                CommandSpec.of("script|exists", -3, 0, 0, 0, group, "noscript", ScriptCommands::exists),
                CommandSpec.of("script|flush", -2, 0, 0, 0, group, "noscript", ScriptCommands::flush),
                CommandSpec.of("script|kill", 2, 0, 0, 0, group, "noscript allow_busy", ScriptCommands::kill),
                CommandSpec.of("script|load", 3, 0, 0, 0, group, "noscript stale", ScriptCommands::load));
    }

    /** Number of keys, checked against what follows. */
    static int keyCount(CommandContext context) {
        long keys = context.longArg(KEYS_AT);
        if (keys > context.count() - KEYS_AT - 1) throw TOO_MANY_KEYS;
        if (keys < 0) throw NEGATIVE_KEYS;
        return (int) keys;
    }

    private static void evaluate(CommandContext context, boolean readOnly) {
        int keys = keyCount(context);
        Scripts scripts = context.executor().scripts();
        scripts.run(context, scripts.cache().evaluated(scripts.lua(), text(context.args(), 1)), KEYS_AT + 1, keys, readOnly);
    }

    private static void evaluateKnown(CommandContext context, boolean readOnly) {
        Args args = context.args();
        if (args.length(1) != SHA_LENGTH) throw NO_SCRIPT;
        int keys = keyCount(context);
        Scripts scripts = context.executor().scripts();
        Script script = scripts.cache().find(args.text(1).toLowerCase(Locale.ROOT));
        if (script == null) throw NO_SCRIPT;
        scripts.run(context, script, KEYS_AT + 1, keys, readOnly);
    }

    private static LuaString text(Args args, int i) {
        return LuaString.copyOf(args.bytes(), args.offset(i), args.length(i));
    }

    private static void load(CommandContext context) {
        Scripts scripts = context.executor().scripts();
        context.reply().bulk(scripts.cache().loaded(scripts.lua(), text(context.args(), 2)).name());
    }

    private static void exists(CommandContext context) {
        ScriptCache cache = context.executor().scripts().cache();
        context.reply().arrayHeader(context.count() - 2);
        for (int i = 2; i < context.count(); i++) context.reply().integer(cache.find(context.args().text(i).toLowerCase(Locale.ROOT)) != null);
    }

    private static void flush(CommandContext context) {
        boolean known = context.count() == 2 || (context.count() == 3 && (context.args().is(2, "ASYNC") || context.args().is(2, "SYNC")));
        if (!known) throw new CommandError("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
        context.executor().scripts().cache().clear();
        context.reply().ok();
    }

    private static void kill(CommandContext context) {
        throw NOT_BUSY;
    }

    private static void debug(CommandContext context) {
        if (context.args().is(2, "NO")) context.reply().ok();
        else throw NO_DEBUGGER;
    }
}
