package io.headwater.cache.command;

import io.headwater.cache.lua.Lua;
import io.headwater.cache.lua.LuaError;
import io.headwater.cache.lua.LuaString;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that were read, by SHA-1 and by text. Those that SCRIPT LOAD brought stay until SCRIPT FLUSH; of those that came with EVAL only the newest do, since an
 * application may well generate them without end. It is no part of the keyspace: a node that starts, or takes over, answers NOSCRIPT, as Redis does.
 */
final class ScriptCache {
    private static final LuaString CHUNK = LuaString.of("@user_script");
    private static final int MAX_EVALUATED = 2_000;
    private static final String COMPILING = "ERR Error compiling script (new function): ";

    private final Map<String, Script> bySha = new HashMap<>();
    private final Map<LuaString, Script> evaluated = new LinkedHashMap<>();
    private final Map<LuaString, Script> loaded = new HashMap<>();
    private long textBytes;

    /** The script of this digest, in lower case, or null. */
    @Nullable Script find(String sha) {
        return bySha.get(sha);
    }

    /** Number of scripts. */
    int size() {
        return bySha.size();
    }

    /** Bytes of their texts. */
    long textBytes() {
        return textBytes;
    }

    /** The script of an EVAL, read if it is new. */
    Script evaluated(Lua lua, LuaString text) {
        Script known = evaluated.get(text);
        if (known == null) known = loaded.get(text);
        if (known != null) return known;
        Script script = read(lua, text);
        evaluated.put(text, script);
        added(text, script);
        if (evaluated.size() > MAX_EVALUATED) {
            Iterator<Map.Entry<LuaString, Script>> oldest = evaluated.entrySet().iterator();
            Map.Entry<LuaString, Script> entry = oldest.next();
            oldest.remove();
            bySha.remove(entry.getValue().name());
            textBytes -= entry.getKey().length();
        }
        return script;
    }

    /** The script of a SCRIPT LOAD, read if it is new. */
    Script loaded(Lua lua, LuaString text) {
        Script known = loaded.get(text);
        if (known != null) return known;
        Script script = evaluated.remove(text);
        if (script == null) {
            script = read(lua, text);
            added(text, script);
        }
        loaded.put(text, script);
        return script;
    }

    private void added(LuaString text, Script script) {
        bySha.put(script.name(), script);
        textBytes += text.length();
    }

    void clear() {
        bySha.clear();
        evaluated.clear();
        loaded.clear();
        textBytes = 0;
    }

    private static Script read(Lua lua, LuaString text) {
        String sha = Sha1.hex(text.bytes(), 0, text.length());
        ScriptFlags flags = ScriptFlags.LEGACY;
        LuaString code = text;
        if (text.length() > 1 && text.at(0) == '#' && text.at(1) == '!') {
            int end = 0;
            while (end < text.length() && text.at(end) != '\n') end++;
            if (end == text.length()) throw new CommandError("ERR Invalid script shebang");
            flags = ScriptFlags.ofFirstLine(text.slice(0, end).toString());
            code = text.slice(end, text.length());
        }
        try {
            return new Script(sha, lua.load(code, CHUNK), flags);
        } catch (LuaError error) {
            throw new CommandError(COMPILING + error.value());
        }
    }
}
