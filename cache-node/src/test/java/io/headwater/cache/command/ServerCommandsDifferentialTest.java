package io.headwater.cache.command;

import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.cache.engine.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connection, server and cluster commands, RESP3 and the command table against a stock Redis. */
class ServerCommandsDifferentialTest {
    /** From Redis 7.2, because current clients send it. */
    private static final Set<String> NEWER = Set.of("client|setinfo", "waitaof");

    @TempDir
    static Path directory;

    private static RedisProcess redis;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (redis != null) redis.close();
    }

    private static long seed() {
        return Seeds.seed();
    }

    @Test
    void stringsInResp3AnswerAsRedisDoes() throws IOException {
        Differential differential = new Differential(redis.connection(), seed());
        differential.check("CLIENT", "SETNAME", "x");
        hello(differential, "3");
        differential.run(5_000, CommandGenerator.damaging(StringCommandsDifferentialTest::transactions, 0.03));
    }

    private static void hello(Differential differential, String version) throws IOException {
        redis.connection().execute(command("HELLO", version));
        differential.ours().call("HELLO", version);
    }

    @Test
    void connectionsAnswerAsRedisDoes() throws IOException {
        new Differential(redis.connection(), seed()).run(5_000, CommandGenerator.damaging(ServerCommandsDifferentialTest::connection, 0.1));
    }

    static byte[][] connection(Random random) {
        return switch (random.nextInt(22)) {
            case 0 -> command("PING");
            case 1 -> command("PING", Samples.value(random));
            case 2 -> command("ECHO", Samples.value(random));
            case 3 -> command("SELECT", oneOf(random, "0", "3", "16", "-1", "x", "99999999999"));
            case 4 -> command("AUTH", "secret");
            case 5 -> command("AUTH", oneOf(random, "default", "eve"), "secret");
            case 6 -> command("HELLO", oneOf(random, "4", "x", "1"));
            case 7 -> command("HELLO", "2", oneOf(random, "SETNAME", "AUTH", "foo"), oneOf(random, "a b", "eve"));
            case 8 -> command("CLIENT", "GETNAME");
            case 9 -> command("CLIENT", "SETNAME", oneOf(random, "me", "a b", "", "x\ny", "\u00e9"));
            case 10 -> command("CLIENT", oneOf(random, "NO-EVICT", "foo"), oneOf(random, "ON", "OFF", "x"));
            case 11 -> command("CLIENT", "REPLY", oneOf(random, "ON", "x"));
            case 12, 13 -> command("CLIENT", "KILL", oneOf(random, "1.2.3.4:5", "x"));
            case 14 -> command("CLIENT", "GETNAME", "x");
            case 15 -> command("CLIENT");
            case 16 -> command("CONFIG", oneOf(random, "GET", "SET", "foo", "REWRITE"), "nothing");
            case 17 -> command("CONFIG", "SET", oneOf(random, "nothing", "MAXmemory"), "0", oneOf(random, "nothing", "maxmemory"), "0");
            case 18 -> command(oneOf(random, "READONLY", "READWRITE", "ASKING", "CLUSTER"), oneOf(random, "INFO", "foo"));
            case 19 -> command("CLUSTER", oneOf(random, "INFO", "KEYSLOT", "SLOTS", "COUNTKEYSINSLOT"));
            case 20 -> command("LASTSAVE");
            default -> command(oneOf(random, "SLOWLOG", "LATENCY", "OBJECT", "SHUTDOWN", "foo"), oneOf(random, "LEN", "foo", "GET", "LATEST", "a\r\nb"), Samples.value(random));
        };
    }

    @Test
    void filtersOfClientsAreReadAlike() throws IOException {
        Differential differential = new Differential(redis.connection(), seed());
        for (String filter : new String[] {"ID", "ADDR", "TYPE", "USER", "SKIPME", "LADDR", "foo"}) {
            for (String value : new String[] {"777777", "x", "0"}) differential.check("CLIENT", "KILL", filter, value);
            differential.check("CLIENT", "KILL", filter, "777777", filter);
        }
        for (String type : new String[] {"TYPE", "ID", "foo"}) {
            for (String value : new String[] {"pubsub", "x", "777777", "0"}) differential.check("CLIENT", "LIST", type, value);
            differential.check("CLIENT", "LIST", type);
        }
    }

    @Test
    void waitingForNoReplicaEndsAtOnce() throws IOException {
        Differential differential = new Differential(redis.connection(), seed());
        for (String replicas : new String[] {"0", "x", "-1"}) {
            for (String timeout : new String[] {"0", "10", "x", "-1"}) differential.check("WAIT", replicas, timeout);
        }
        differential.check("WAIT", "0");
    }

    @Test
    void inlineErrorsOfLongNamesAreCutAlike() throws IOException {
        Differential differential = new Differential(redis.connection(), seed());
        differential.check("x".repeat(300), "y".repeat(300), "z");
        differential.check("foo", "a".repeat(60), "b".repeat(60), "c".repeat(60));
        differential.check("config", "q".repeat(300));
        differential.check("");
        differential.check("foo\0bar", "x\0y");
    }

    @Test
    void everyCommandIsDescribedAsInRedis() throws IOException {
        TestServer ours = new TestServer();
        List<String> differences = new ArrayList<>();
        for (CommandSpec spec : ours.executor.table().withSubcommands()) {
            // Only a Sentinel has them in Redis, or nobody.
            if (NEWER.contains(spec.name()) || spec.group() == CommandGroup.SENTINEL || spec.name().startsWith("headwater.")) continue;
            RespValue theirs = RespValue.parse(redis.connection().execute(command("COMMAND", "INFO", spec.name()))).members().get(0);
            RespValue own = RespValue.parse(ours.execute(ours.session, command("COMMAND", "INFO", spec.name()))).members().get(0);
            if (theirs.members().isEmpty()) {
                differences.add(spec.name() + " is no command of Redis");
                continue;
            }
            for (int element : new int[] {0, 1, 3, 4, 5}) compare(differences, spec, theirs.members().get(element), own.members().get(element));
            compare(differences, spec, theirs.members().get(2).sorted(1), own.members().get(2).sorted(1));
            // HELP is described in five ways by Redis; nobody's access depends on it.
            if (!spec.name().endsWith("|help")) compare(differences, spec, theirs.members().get(6).sorted(1), own.members().get(6).sorted(1));
        }
        assertEquals(List.of(), differences);
    }

    private static void compare(List<String> differences, CommandSpec spec, RespValue theirs, RespValue own) {
        if (!theirs.equals(own)) differences.add(spec.name() + ": redis " + theirs + ", ours " + own);
    }

    @Test
    void keysOfCommandsAreFoundAsInRedis() throws IOException {
        Differential differential = new Differential(redis.connection(), seed());
        differential.check("COMMAND", "GETKEYS", "SET", "a", "b");
        differential.check("COMMAND", "GETKEYS", "MSET", "a", "1", "b", "2");
        differential.check("COMMAND", "GETKEYS", "DEL", "a", "b", "c");
        differential.check("COMMAND", "GETKEYS", "OBJECT", "ENCODING", "a");
        differential.check("COMMAND", "GETKEYS", "GET");
        differential.check("COMMAND", "GETKEYS", "PING", "x");
        differential.check("COMMAND", "GETKEYS", "FOO", "x");
        differential.check("COMMAND", "GETKEYS", "GET", "a", "b");
        differential.check("COMMAND", "LIST", "FILTERBY", "PATTERN", "g?t");
        differential.check("COMMAND", "LIST", "FILTERBY", "PATTERN", "nothing*");
        differential.check("COMMAND", "LIST", "FILTERBY", "foo", "x");
        differential.check("COMMAND", "LIST", "x");
        differential.check("COMMAND", "INFO", "nothing");
        differential.check("COMMAND", "DOCS", "nothing");
    }

    @Test
    void aScanFindsEveryKeyOnce() {
        TestServer ours = new TestServer();
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ours.call("SET", "key:" + i, "x");
            if (i % 2 == 0) expected.add("key:" + i);
            else ours.call("APPEND", "other:" + i, "y");
        }
        Set<String> found = new HashSet<>();
        String cursor = "0";
        do {
            RespValue reply = RespValue.parse(ours.execute(ours.session, command("SCAN", cursor, "MATCH", "key:*[02468]", "COUNT", "7", "TYPE", "string")));
            cursor = reply.members().get(0).text();
            reply.members().get(1).members().forEach(key -> found.add(key.text()));
        } while (!cursor.equals("0"));
        assertEquals(expected, found);
    }

    @Test
    void scanRefusesWhatRedisRefuses() throws IOException {
        Differential differential = new Differential(redis.connection(), seed());
        for (String cursor : new String[] {"x", "1x", " 1", "-", "+", "18446744073709551616", "1.5", ""}) differential.check("SCAN", cursor);
        differential.check("SCAN", "0", "COUNT", "0");
        differential.check("SCAN", "0", "COUNT", "x");
        differential.check("SCAN", "0", "COUNT");
        differential.check("SCAN", "0", "FOO", "x");
        differential.check("SCAN", "0", "TYPE", "nothing");
    }
}
