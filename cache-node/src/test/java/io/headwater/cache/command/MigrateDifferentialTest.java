package io.headwater.cache.command;

import static io.headwater.cache.command.CommandGenerator.command;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MIGRATE into a stock Redis, beside a stock Redis that does the same. */
class MigrateDifferentialTest {
    @TempDir
    static Path directory;

    private static RedisProcess redis;
    private static RedisProcess target;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.start(Files.createDirectory(directory.resolve("source")));
        target = RedisProcess.start(Files.createDirectory(directory.resolve("target")));
    }

    @AfterAll
    static void stop() throws Exception {
        if (redis != null) redis.close();
        if (target != null) target.close();
    }

    private static RespValue there(String... command) throws IOException {
        return RespValue.parse(target.connection().execute(command(command)));
    }

    @Test
    void keysMoveAsTheyMoveFromARedis() throws IOException {
        String port = "" + target.port();
        Differential differential = new Differential(redis.connection(), 1).about("PTTL");
        there("FLUSHALL");
        differential.check("SET", "a", "1");
        differential.check("MIGRATE", "127.0.0.1", port, "a", "0", "5000", "REPLACE");
        differential.check("EXISTS", "a");
        differential.check("MIGRATE", "127.0.0.1", port, "a", "0", "5000");
        differential.check("RPUSH", "b", "1", "2", "x");
        differential.check("SET", "c", "v", "EX", "1000");
        differential.check("MIGRATE", "127.0.0.1", port, "b", "3", "5000", "COPY", "REPLACE");
        differential.check("EXISTS", "b");
        differential.check("MIGRATE", "127.0.0.1", port, "", "3", "5000", "REPLACE", "KEYS", "b", "absent", "c");
        differential.check("EXISTS", "b", "c");
        there("SELECT", "3");
        assertEquals("list", there("TYPE", "b").text());
        assertEquals("v", there("GET", "c").text());
        assertEquals(true, Long.parseLong(there("TTL", "c").text()) > 900);
        there("SELECT", "0");
        assertEquals("1", there("GET", "a").text());
    }

    @Test
    void refusalsAreThoseOfARedis() throws IOException {
        String port = "" + target.port();
        Differential differential = new Differential(redis.connection(), 1);
        there("FLUSHALL");
        there("SET", "busy", "1");
        differential.check("SET", "busy", "2");
        differential.check("SET", "free", "2");
        differential.check("MIGRATE", "127.0.0.1", port, "busy", "0", "5000");
        differential.check("MIGRATE", "127.0.0.1", port, "busy", "99", "5000");
        differential.check("MIGRATE", "127.0.0.1", port, "busy", "0", "5000", "AUTH2", "eve", "secret");
        differential.check("GET", "busy");
        differential.check("MIGRATE", "127.0.0.1", port, "busy", "0", "5000", "KEYS", "free");
        differential.check("MIGRATE", "127.0.0.1", port, "busy", "x", "5000");
        differential.check("MIGRATE", "127.0.0.1", port, "busy", "0", "x");
        differential.check("MIGRATE", "127.0.0.1", port, "busy", "0", "5000", "AUTH");
        differential.check("MIGRATE", "127.0.0.1", port, "busy", "0", "5000", "nonsense");
        differential.check("MIGRATE", "127.0.0.1", "1", "busy", "0", "500");
        differential.check("COMMAND", "GETKEYS", "MIGRATE", "h", "1", "", "0", "1", "KEYS", "a", "b");
        differential.check("COMMAND", "GETKEYS", "MIGRATE", "h", "1", "k", "0", "1", "COPY");
    }

    /** A server that takes everything and says nothing costs the timeout, and no key. */
    @Test
    void silenceIsAnErrorAndTheKeyStays() throws IOException {
        TestServer ours = new TestServer();
        ours.call("SET", "k", "v");
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEquals(
                    "-IOERR error or timeout reading to target instance",
                    ours.call("MIGRATE", "127.0.0.1", "" + silent.getLocalPort(), "k", "0", "100"));
        }
        assertEquals("$1 v", ours.call("GET", "k"));
    }
}
