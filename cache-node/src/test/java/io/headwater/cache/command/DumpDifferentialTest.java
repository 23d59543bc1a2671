package io.headwater.cache.command;

import static io.headwater.cache.command.CommandGenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DUMP and RESTORE: payloads of either server make the same value in the other, and hostile ones are refused. */
class DumpDifferentialTest {
    private static final int STEPS = 4_000;

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

    private static final List<CommandGenerator> GENERATORS = List.of(
            StringCommandsDifferentialTest::strings, new HashGenerator(), new ListGenerator(), new SetGenerator(), new SortedSetGenerator(), new StreamGenerator(), new BitGenerator());

    private static byte[] payload(byte[] reply) {
        int start = new String(reply, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
        return reply[1] == '-' ? new byte[0] : Arrays.copyOfRange(reply, start, reply.length - 2);
    }

    @Test
    void payloadsTravelBothWays() throws IOException {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        Differential differential = new Differential(redis.connection(), seed).normalized(RespValue::withoutNegativeZeros, "ZRANGE")
                .normalized(StreamCommandsDifferentialTest::withoutTimes, "XINFO");
        TestServer ours = differential.ours();
        ours.now(System.currentTimeMillis());
        int travelled = 0;
        for (int step = 0; step < STEPS; step++) {
            byte[][] drawn = CommandGenerator.oneOf(random, GENERATORS).next(random);
            if (drawn.length < 3) continue;
            ours.execute(ours.session, drawn);
            byte[] there = payload(ours.execute(ours.session, command("DUMP")[0], drawn[1]));
            if (there.length == 0) continue;
            byte[][] restore = {"RESTORE".getBytes(StandardCharsets.US_ASCII), drawn[1], {'0'}, there, "REPLACE".getBytes(StandardCharsets.US_ASCII)};
            assertEquals("+OK", text(redis.connection().execute(restore)), () -> "seed " + seed + ": " + new String(drawn[0], StandardCharsets.ISO_8859_1));
            byte[] back = payload(redis.connection().execute("DUMP".getBytes(StandardCharsets.US_ASCII), drawn[1]));
            restore[3] = back;
            assertEquals("+OK", text(ours.execute(ours.session, restore)), "seed " + seed);
            travelled++;
        }
        System.out.println(travelled + " values travelled");
        redis.connection().execute(command("FLUSHALL"));
        for (RespValue key : RespValue.parse(ours.execute(ours.session, command("KEYS", "*"))).members()) {
            byte[] expiry = ours.execute(ours.session, command("PEXPIRETIME", key.text()));
            String expireAt = text(expiry).substring(1);
            byte[][] restore = command("RESTORE", key.text(), expireAt.equals("-1") ? "0" : expireAt, "", "ABSTTL");
            restore[3] = payload(ours.execute(ours.session, command("DUMP", key.text())));
            assertEquals("+OK", text(redis.connection().execute(restore)), "seed " + seed);
        }
        differential.compareKeyspaces();
    }

    private static String text(byte[] reply) {
        return new String(reply, StandardCharsets.ISO_8859_1).trim();
    }

    @Test
    void payloadsOfSmallValuesAreRedissOwn() throws IOException {
        Differential differential = new Differential(redis.connection(), Seeds.seed());
        String[][] commands = {
            {"SET", "k1", "hello"}, {"SET", "k2", "12"}, {"SET", "k3", "-70000"}, {"RPUSH", "k5", "a", "1", "-5", "70000", "four"},
            {"HSET", "k6", "f", "1", "g", "two"}, {"SADD", "k7", "3", "1", "2"}, {"SADD", "k8", "70000", "1"}, {"ZADD", "k9", "1.5", "a", "2", "b", "-3", "c"},
            {"SADD", "k10", "only"}, {"SET", "k11", ""}, {"SET", "k12", "9223372036854775807"}
        };
        for (String[] command : commands) {
            differential.check(command);
            differential.check("DUMP", command[1]);
        }
        differential.check("DUMP", "absent");
    }

    @Test
    void restoreAnswersAsRedisDoes() throws IOException {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        byte[][] payloads = new byte[8][];
        RedisProcess.Connection connection = redis.connection();
        connection.execute(command("FLUSHALL"));
        connection.execute(command("SET", "a", "value"));
        connection.execute(command("RPUSH", "b", "1", "2", "three"));
        connection.execute(command("HSET", "c", "f", "v", "g", "w"));
        connection.execute(command("SADD", "d", "1", "2"));
        connection.execute(command("ZADD", "e", "1", "x", "2", "y"));
        connection.execute(command("SADD", "f", "x"));
        connection.execute(command("SET", "g", "not compressible"));
        String keys = "abcdefg";
        for (int i = 0; i < keys.length(); i++) payloads[i] = payload(connection.execute(command("DUMP", "" + keys.charAt(i))));
        payloads[7] = new byte[] {1, 2, 3};
        Coverage coverage = new Coverage();
        Differential differential = new Differential(connection, seed).about("PTTL");
        differential.run(4_000, coverage.of(CommandGenerator.damaging(drawn -> restore(drawn, payloads), 0.05)));
        coverage.print();
    }

    private static byte[][] restore(Random random, byte[][] payloads) {
        String key = "k" + random.nextInt(5);
        if (random.nextInt(4) == 0) return command(CommandGenerator.oneOf(random, "PTTL", "DEL", "TYPE", "DUMP"), key);
        String option = CommandGenerator.oneOf(random, "REPLACE", "replace", "ABSTTL", "x");
        String ttl = CommandGenerator.oneOf(random, "0", "0", "1000000", "-1", "x", "9223372036854775807");
        byte[][] command = switch (random.nextInt(6)) {
            case 0 -> command(CommandGenerator.oneOf(random, "RESTORE", "RESTORE-ASKING"), key, ttl, "");
            case 1, 2 -> command("RESTORE", key, ttl, "", option);
            case 3 -> command("RESTORE", key, CommandGenerator.oneOf(random, "1", "9000000000000", "0"), "", "ABSTTL", option);
            case 4 -> command("RESTORE", key, ttl, "", "REPLACE", "IDLETIME", CommandGenerator.oneOf(random, "5", "-1", "x"));
            default -> command("RESTORE", key, ttl, "", "FREQ", CommandGenerator.oneOf(random, "5", "-1", "256", "x"), option, CommandGenerator.oneOf(random, "IDLETIME", "REPLACE"), "1");
        };
        byte[] payload = payloads[random.nextInt(payloads.length)].clone();
        if (random.nextInt(4) == 0) payload[random.nextInt(payload.length)] ^= (byte) (1 + random.nextInt(255));
        command[3] = payload;
        return command;
    }

    /** Whatever is in a payload whose checksum is right: a value or an error, and no more memory than its bytes warrant. */
    @Test
    void damagedPayloadsAreRefused() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        TestServer ours = new TestServer();
        ours.call("RPUSH", "list", "a", "b", "1", "x".repeat(100));
        ours.call("HSET", "hash", "a", "b", "1", "x".repeat(50));
        ours.call("SADD", "set", "1", "2", "3");
        ours.call("ZADD", "zset", "1", "a", "2.5", "b");
        ours.call("SET", "string", "y".repeat(300));
        for (String id : List.of("1-1", "2-1", "2-2", "9-0")) ours.call("XADD", "stream", id, "f", "v", "g", "12");
        ours.call("XGROUP", "CREATE", "stream", "readers", "0");
        ours.call("XREADGROUP", "GROUP", "readers", "me", "STREAMS", "stream", ">");
        ours.call("XDEL", "stream", "2-1");
        ours.call("XTRIM", "stream", "MAXLEN", "2");
        List<byte[]> sound = List.of("list", "hash", "set", "zset", "string", "stream").stream().map(key -> payload(ours.execute(ours.session, command("DUMP", key)))).toList();
        int accepted = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] payload = CommandGenerator.oneOf(random, sound).clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) payload[random.nextInt(payload.length - 10)] = (byte) random.nextInt(256);
            byte[] signed = io.headwater.cache.rdb.Payloads.signed(payload);
            String reply = text(ours.execute(ours.session, "RESTORE".getBytes(StandardCharsets.US_ASCII), "k".getBytes(StandardCharsets.US_ASCII), new byte[] {'0'}, signed, "REPLACE".getBytes(StandardCharsets.US_ASCII)));
            if (reply.equals("+OK")) accepted++;
            else assertEquals("-ERR Bad data format", reply, "seed " + seed);
        }
        assertTrue(accepted > 100, "some are sound all the same");
    }
}
