package io.headwater.cache.command;

import static io.headwater.cache.command.CommandGenerator.command;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DEBUG, the HELP of containers, MEMORY, LATENCY and LOLWUT against a stock Redis. */
class DebugDifferentialTest {
    private static final int STEPS = 4_000;

    @TempDir
    static Path directory;

    private static RedisProcess redis;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.start(directory, "--enable-debug-command", "yes");
    }

    @AfterAll
    static void stop() throws Exception {
        if (redis != null) redis.close();
    }

    private static Differential differential(long seed) throws IOException {
        Differential differential = new Differential(redis.connection(), seed);
        differential.ours().parameters.put("enable-debug-command", "yes");
        return differential;
    }

    @Test
    void digestsAreRedissOwn() throws IOException {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        Differential differential = differential(seed).normalized(RespValue::shape, "HRANDFIELD", "SRANDMEMBER", "ZRANDMEMBER");
        RedisProcess.Connection theirs = redis.connection();
        TestServer ours = differential.ours();
        List<CommandGenerator> generators = List.of(StringCommandsDifferentialTest::strings, new HashGenerator(), new ListGenerator(), new SetGenerator(), new BitGenerator());
        for (int step = 1; step <= STEPS; step++) {
            byte[][] drawn = CommandGenerator.oneOf(random, generators).next(random);
            String name = new String(drawn[0], java.nio.charset.StandardCharsets.ISO_8859_1);
            if (name.equals("SPOP") || name.contains("EX")) continue;
            theirs.execute(drawn);
            ours.now(System.currentTimeMillis());
            ours.execute(ours.session, drawn);
            if (step % 100 == 0) differential.check("DEBUG", "DIGEST");
            if (step % 10 == 0 && drawn.length > 1) differential.check(new byte[][] {command("DEBUG")[0], command("DIGEST-VALUE")[0], drawn[1]});
        }
    }

    @Test
    void helpIsRedissOwn() throws IOException {
        Differential differential = differential(1);
        for (String container : List.of("OBJECT", "MEMORY", "DEBUG", "LATENCY", "CLIENT", "CONFIG", "PUBSUB", "SLOWLOG", "COMMAND")) differential.check(container, "HELP");
    }

    @Test
    void otherSubcommandsAnswerAsRedisDoes() throws IOException {
        Differential differential = differential(1);
        for (int protocol : new int[] {2, 3}) {
            differential.protocol(protocol);
            for (String type : List.of("string", "integer", "double", "bignum", "null", "array", "set", "map", "verbatim", "true", "false", "x")) {
                differential.check("DEBUG", "PROTOCOL", type);
            }
            differential.check("LOLWUT");
            differential.check("LOLWUT", "VERSION", "x");
            differential.check("LATENCY", "DOCTOR");
        }
        differential.check("DEBUG", "JMAP");
        differential.check("DEBUG", "OBJECT", "absent");
        differential.check("DEBUG", "CHANGE-REPL-ID");
        differential.check("DEBUG", "ERROR", "MINE is here\r\nnow");
        differential.check("DEBUG", "SET-ACTIVE-EXPIRE", "0");
        differential.check("DEBUG", "SET-ACTIVE-EXPIRE", "1");
        differential.check("DEBUG", "RELOAD", "FOO");
        differential.check("DEBUG", "SLEEP", "0");
        differential.check("DEBUG", "SLEEP");
        differential.check("DEBUG");
        differential.check("MEMORY", "PURGE");
        differential.check("LATENCY", "GRAPH", "event");
        differential.check("MEMORY", "DOCTOR", "x");
    }

    @Test
    void keysToStoreIntoAreFound() throws IOException {
        Differential differential = differential(1);
        differential.check("COMMAND", "GETKEYS", "SORT", "k", "BY", "w_*", "LIMIT", "0", "1", "STORE", "d");
        differential.check("COMMAND", "GETKEYS", "SORT", "k");
        differential.check("COMMAND", "GETKEYS", "GEORADIUS", "k", "1", "1", "1", "m", "STORE", "d");
        differential.check("COMMAND", "GETKEYS", "GEORADIUSBYMEMBER", "k", "m", "1", "m", "STOREDIST", "d");
    }

    @Test
    void debugNeedsPermission() throws IOException {
        TestServer ours = new TestServer();
        assertTrue(ours.call("DEBUG", "DIGEST").startsWith("-ERR DEBUG command not allowed."));
        ours.parameters.put("enable-debug-command", "local");
        assertTrue(ours.call("DEBUG", "DIGEST").startsWith("+0000"));
        // Redis has it since 7.2.
        assertTrue(ours.call("DEBUG", "STRINGMATCH-LEN", "a*c", "abc").equals(":1"));
        assertTrue(ours.call("DEBUG", "STRINGMATCH-LEN", "a*c", "abd").equals(":0"));
    }

    @Test
    void memoryHasEveryFieldOfRedis() throws IOException {
        TestServer ours = new TestServer();
        ours.call("SET", "k", "v");
        redis.connection().execute(command("SET", "k", "v"));
        RespValue theirs = RespValue.parse(redis.connection().execute(command("MEMORY", "STATS")));
        RespValue own = RespValue.parse(ours.execute(ours.session, command("MEMORY", "STATS")));
        for (int i = 0; i < theirs.members().size(); i += 2) {
            String name = theirs.members().get(i).text();
            if (name.startsWith("db.")) continue;
            assertTrue(own.members().stream().anyMatch(member -> member.text().equals(name)), name);
        }
    }
}
