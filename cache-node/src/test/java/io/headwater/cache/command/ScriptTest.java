package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What scripts leave in the log, where they may not write, and that no script harms the node. */
class ScriptTest {
    private final TestServer server = new TestServer();

    private String eval(String script, String... keys) {
        String[] call = new String[3 + keys.length];
        call[0] = "EVAL";
        call[1] = script;
        call[2] = "" + keys.length;
        System.arraycopy(keys, 0, call, 3, keys.length);
        return server.call(call);
    }

    @Test
    void allThatAScriptWritesIsOneEntry() {
        eval("for i = 1, 10 do redis.call('RPUSH', KEYS[1], i) end", "l");
        assertEquals(1, server.effects.lastLsn());
        eval("return redis.call('LLEN', KEYS[1])", "l");
        assertEquals(1, server.effects.lastLsn(), "a script that only reads leaves nothing");
    }

    @Test
    void aScriptThatFailsKeepsWhatItWroteBeforeInOneEntry() {
        assertTrue(eval("redis.call('SET', KEYS[1], 'a') redis.call('APPEND', KEYS[1], 'b') error('no')", "k").startsWith("-ERR user_script:1: no"));
        assertEquals("$2 ab", server.call("GET", "k"));
        assertEquals(1, server.effects.lastLsn());
    }

    @Test
    void scriptsOfATransactionAreOfItsEntry() {
        server.call("MULTI");
        server.call("SET", "k", "1");
        eval("return redis.call('INCR', KEYS[1])", "k");
        assertEquals("*2 +OK :2", server.call("EXEC"));
        assertEquals(1, server.effects.lastLsn());
    }

    @Test
    void aReplicaRunsWhatDoesNotWrite() {
        server.primary = false;
        assertEquals("$-1", eval("return redis.call('GET', KEYS[1])", "k"));
        assertTrue(eval("return redis.call('SET', KEYS[1], 1)", "k").startsWith("-READONLY You can't write against a read only replica. script: "));
    }

    @Test
    void aRefusedWriteIsAnErrorOfTheScript() {
        server.admission = new CommandError("ERR no room");
        assertTrue(eval("return redis.call('SET', KEYS[1], 1)", "k").startsWith("-ERR no room script: "));
        assertEquals(0, server.effects.lastLsn());
    }

    @Test
    void aScriptLeavesNothingBehindForTheNext() {
        assertTrue(eval("function f() end").contains("Attempt to modify a readonly table"));
        assertTrue(eval("string.rep = nil").contains("Attempt to modify a readonly table"));
        eval("redis.setresp(3) redis.call('SELECT', 5)");
        assertEquals("*0", eval("return redis.call('HGETALL', 'nothing')"));
        eval("redis.call('SET', 'k', 1)");
        assertEquals("$1 1", server.call("GET", "k"));
    }

    @Test
    void aLoopThatOnlyComputesIsEnded() {
        server.executor.scripts().endAfter(50);
        assertTrue(eval("while true do pcall(function() while true do end end) end").contains("was ended after 50 ms"));
    }

    @Test
    void depthIsBoundedWhateverRecurses() {
        String[] scripts = {
            "local function f() return 1 + f() end return f()",
            "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] end return t.x",
            "local function f() return (string.gsub('x', 'x', f)) end return f()",
            "local function f() return pcall(f) end f() local function g() return 1 + g() end return g()",
            "local s = string.rep('(', 250) return loadstring('return ' .. s)() or error('none')",
            "return string.match(string.rep('a', 300000), string.rep('a?', 5000) .. 'b')",
        };
        for (String script : scripts) {
            String reply = eval(script);
            assertTrue(reply.startsWith("-ERR"), script + " -> " + reply);
            assertFalse(reply.contains("internal error"), script + " -> " + reply);
        }
        assertEquals("+PONG", server.call("PING"));
    }

    @Test
    void theLongestStringIsBounded() {
        assertTrue(eval("return string.rep('x', 2000000000)").contains("not enough memory"));
        assertTrue(eval("return #string.rep(string.rep('x', 100), 1000)").startsWith(":100000"));
    }

    @Test
    void aScriptIsCalledByItsDigest() {
        String sha = server.call("SCRIPT", "LOAD", "return ARGV[1]").substring("$40 ".length());
        assertEquals("$1 x", server.call("EVALSHA", sha, "0", "x"));
        assertEquals("$1 x", server.call("EVALSHA_RO", sha.toUpperCase(java.util.Locale.ROOT), "0", "x"));
        assertEquals("*2 :1 :0", server.call("SCRIPT", "EXISTS", sha, "0".repeat(40)));
        assertEquals("+OK", server.call("SCRIPT", "FLUSH"));
        assertTrue(server.call("EVALSHA", sha, "0").startsWith("-NOSCRIPT"));
    }
}
