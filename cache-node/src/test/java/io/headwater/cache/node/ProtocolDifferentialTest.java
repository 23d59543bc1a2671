package io.headwater.cache.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.cache.command.RedisProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stock redis-server answers to well-formed, odd and broken bytes, this server answers too, to the byte. */
class ProtocolDifferentialTest {
    private static final String QUIT = "*1\r\n$4\r\nQUIT\r\n";
    private static final String PING = "*1\r\n$4\r\nPING\r\n";

    /** Each ends in a protocol error or in QUIT, so that both servers close. */
    private static final List<String> STREAMS = List.of(
            PING + QUIT,
            PING + PING + PING + QUIT,
            "PING\r\n" + QUIT,
            "PING\nQUIT\n",
            "\r\n\r\nPING\r\n" + QUIT,
            "*0\r\n" + PING + QUIT,
            "*-5\r\n" + PING + QUIT,
            "SET k 'a b'\r\nGET k\r\n" + QUIT,
            "SET k \"x\\x41\\n\\\"y\"\r\nGET k\r\nset k2 'it\\'s'\r\nget k2\r\n" + QUIT,
            "\"\" \r\n" + QUIT,
            "GET\r\n" + QUIT,
            "nosuch a b\r\n" + QUIT,
            "*1\r\n$0\r\n\r\n" + QUIT,
            "*1\r\n$4\r\nPINGxx" + PING + QUIT,
            "*2\r\n$4\r\nECHO\r\n$3\r\n\r\n\r\r\n" + QUIT,
            "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$0\r\n\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\n" + QUIT,
            "*abc\r\n",
            "*\r\n",
            "*+1\r\n",
            "* 1\r\n",
            "*01\r\n",
            "*1.5\r\n",
            "*2147483648\r\n",
            "*9223372036854775808\r\n",
            "*-9223372036854775809\r\n",
            "*1\r\nfoo\r\n",
            "*1\r\n:3\r\n",
            "*1\r\n\r\n\r\n",
            "*1\r\n $4\r\nPING\r\n",
            "*1\r\n\u00ff\r\n",
            "*1\r\n$-1\r\n",
            "*1\r\n$\r\n",
            "*1\r\n$04\r\nPING\r\n",
            "*1\r\n$abc\r\n",
            "*1\r\n$536870913\r\n",
            "*2\n$4\r\nECHO\r\n$1\r\nx\r\n",
            PING + "*1\r\nx\r\n",
            "SET a \"foo\r\n",
            "SET a \"foo\"bar\r\n",
            "SET a 'foo\r\n",
            "SET a \"foo\\\r\n",
            "x".repeat(65_600),
            "*" + "1".repeat(65_600),
            "*1\r\n$" + "1".repeat(65_600));

    @Test
    void repliesAndProtocolErrorsAreThoseOfRedis(@TempDir Path redisDirectory, @TempDir Path nodeDirectory) throws Exception {
        try (RedisProcess redis = RedisProcess.start(redisDirectory);
                CacheNode node = TestNode.start(nodeDirectory)) {
            for (String stream : STREAMS) {
                String shown = stream.substring(0, Math.min(stream.length(), 40));
                String expected = exchange(redis.port(), stream);
                assertEquals(expected, exchange(node.port(), stream), shown);
                assertEquals(expected, trickle(node.port(), stream), "byte by byte: " + shown);
            }
        }
    }

    private static String exchange(int port, String stream) throws IOException {
        try (TestClient client = new TestClient(port)) {
            client.sendRaw(stream.getBytes(StandardCharsets.ISO_8859_1));
            return client.readToEnd();
        }
    }

    /** A segment for each byte, as far as the kernels let it. */
    private static String trickle(int port, String stream) throws IOException {
        if (stream.length() > 1000) return exchange(port, stream);
        try (TestClient client = new TestClient(port)) {
            for (byte b : stream.getBytes(StandardCharsets.ISO_8859_1)) client.sendRaw(new byte[] {b});
            return client.readToEnd();
        } catch (IOException closedMeanwhile) {
            return exchange(port, stream);
        }
    }
}
