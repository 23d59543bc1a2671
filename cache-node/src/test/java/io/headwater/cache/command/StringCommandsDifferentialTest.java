package io.headwater.cache.command;

import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;

import io.headwater.cache.engine.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strings, keys, expiries and transactions against a stock Redis. */
class StringCommandsDifferentialTest {
    private static final int STEPS = 20_000;

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

    @Test
    void stringsAnswerAsRedisDoes() throws IOException {
        long seed = Seeds.seed();
        new Differential(redis.connection(), seed).run(STEPS, CommandGenerator.damaging(StringCommandsDifferentialTest::strings, 0.05));
    }

    @Test
    void keysAnswerAsRedisDoes() throws IOException {
        long seed = Seeds.seed();
        new Differential(redis.connection(), seed).run(STEPS, CommandGenerator.damaging(StringCommandsDifferentialTest::keys, 0.05));
    }

    @Test
    void transactionsAnswerAsRedisDoes() throws IOException {
        long seed = Seeds.seed();
        new Differential(redis.connection(), seed).run(STEPS, CommandGenerator.damaging(StringCommandsDifferentialTest::transactions, 0.03));
    }

    static byte[][] strings(Random random) {
        String key = Samples.key(random);
        String value = Samples.value(random);
        return switch (random.nextInt(26)) {
            case 0, 1 -> command("SET", key, value);
            case 2 -> command("SET", key, value, option(random));
            case 3 -> command("SET", key, value, option(random), option(random));
            case 4 -> command("SET", key, value, oneOf(random, "EX", "PX", "EXAT", "PXAT", "px"), time(random));
            case 5 -> command("SET", key, value, option(random), oneOf(random, "EX", "PX", "EXAT", "PXAT"), time(random));
            case 6 -> command(oneOf(random, "GET", "APPEND", "SET", "INCR"), oneOf(random, "", "f") + key, random.nextInt(3) > 0 ? "1.25" : "7");
            case 7 -> command("GETSET", key, value);
            case 8 -> command(oneOf(random, "GET", "GETDEL"), key);
            case 9 -> command("GETEX", key, oneOf(random, "EX", "PX", "EXAT", "PXAT"), time(random));
            case 10 -> command("GETEX", key, oneOf(random, "PERSIST", "persist", "EX", "KEEPTTL"));
            case 11 -> command("SETNX", key, value);
            case 12 -> command(oneOf(random, "SETEX", "PSETEX"), key, time(random), value);
            case 13 -> command("MGET", key, Samples.key(random), Samples.key(random));
            case 14 -> command("MSET", key, value, Samples.key(random), Samples.value(random));
            case 15 -> command("MSETNX", key, value, Samples.key(random), Samples.value(random));
            case 16 -> command(oneOf(random, "INCR", "DECR"), key);
            case 17, 18 -> command(oneOf(random, "INCRBY", "DECRBY"), key, Samples.integer(random));
            case 19, 20 -> command("INCRBYFLOAT", "f" + key, Samples.floating(random));
            case 21 -> command("APPEND", key, value);
            case 22 -> command("STRLEN", key);
            case 23 -> command(oneOf(random, "GETRANGE", "SUBSTR"), key, Samples.integer(random), Samples.integer(random));
            case 24 -> command("SETRANGE", key, oneOf(random, "0", "3", "-1", "536870912", "9223372036854775807", "40"), value);
            default -> command("OBJECT", oneOf(random, "ENCODING", "REFCOUNT", "FREQ", "nonsense"), key);
        };
    }

    static byte[][] keys(Random random) {
        String key = Samples.key(random);
        return switch (random.nextInt(24)) {
            case 0, 1, 2 -> command("SET", key, Samples.value(random));
            case 3 -> command("SET", key, Samples.value(random), "EX", "1000");
            case 4 -> command(oneOf(random, "DEL", "UNLINK"), key);
            case 5 -> command(oneOf(random, "DEL", "EXISTS", "TOUCH", "UNLINK"), key, Samples.key(random), Samples.key(random));
            case 6 -> command("TYPE", key);
            case 7, 8, 9 -> command(oneOf(random, "EXPIRE", "PEXPIRE"), key, oneOf(random, "1000000", "5000000", "0", "-1", "x"));
            case 10 -> command(oneOf(random, "EXPIRE", "PEXPIREAT", "EXPIREAT"), key, oneOf(random, "9000000000000", "1", "-9223372036854775808", "9223372036854775807"));
            case 11 -> command("EXPIRE", key, distinct(random), condition(random));
            case 12 -> command("EXPIRE", key, distinct(random), condition(random), condition(random));
            case 13 -> command(oneOf(random, "TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME"), key);
            case 14 -> command("PERSIST", key);
            case 15 -> command(oneOf(random, "RENAME", "RENAMENX"), key, Samples.key(random));
            case 16 -> command("COPY", key, Samples.key(random));
            case 17 -> command("COPY", key, Samples.key(random), oneOf(random, "REPLACE", "DB", "x"));
            case 18 -> command("COPY", key, Samples.key(random), "DB", oneOf(random, "0", "1", "2", "16", "x"), "REPLACE");
            case 19 -> command("MOVE", key, oneOf(random, "0", "1", "2", "16", "-1", "x", "99999999999"));
            case 20 -> command("SELECT", oneOf(random, "0", "0", "1", "2", "16", "-1", "x"));
            case 21 -> command("KEYS", oneOf(random, "*", "k*", "k[0-3]", "k?", "[^k]*", "k\\1", "k[3-0]", "k[", "k[\\", "", "**", "?"));
            case 22 -> command("DBSIZE");
            default -> random.nextInt(8) == 0
                    ? command(oneOf(random, "FLUSHDB", "FLUSHALL"), oneOf(random, "SYNC", "ASYNC", "x"))
                    : command("SWAPDB", oneOf(random, "0", "1", "2", "x"), oneOf(random, "0", "1", "2", "16", "x"));
        };
    }

    static byte[][] transactions(Random random) {
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> command("MULTI");
            case 3, 4 -> command("EXEC");
            case 5 -> command(oneOf(random, "DISCARD", "EXEC", "UNWATCH", "nonsense"));
            case 6 -> command("WATCH", Samples.key(random));
            case 7 -> command("SELECT", oneOf(random, "0", "1", "77"));
            case 8 -> command("GET", Samples.key(random));
            default -> {
                byte[][] command = strings(random);
                // In Redis a queued command may hold a second reference to the value.
                boolean counts = command.length > 1 && new String(command[1], StandardCharsets.ISO_8859_1).equals("REFCOUNT");
                yield counts ? command("GET", Samples.key(random)) : command;
            }
        };
    }

    private static String option(Random random) {
        return oneOf(random, "NX", "XX", "GET", "KEEPTTL", "nx", "get", "PERSIST", "foo", "EX");
    }

    private static String condition(Random random) {
        return oneOf(random, "NX", "XX", "GT", "LT", "gt", "foo");
    }

    /** Seconds hardly ever drawn twice: GT and LT of equal ones would depend on the two servers' clocks. */
    private static String distinct(Random random) {
        return "" + (500 + random.nextInt(100_000_000));
    }

    private static String time(Random random) {
        return oneOf(random, "1000000", "9000000000000", "0", "-1", "9223372036854775807", "9223372036854775", "x", "", "1.5");
    }
}
