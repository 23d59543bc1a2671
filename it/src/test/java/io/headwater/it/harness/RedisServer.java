package io.headwater.it.harness;

import io.headwater.hub.launch.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import redis.clients.jedis.Jedis;

/** A stock redis-server; the test is skipped with a message where there is none. */
public final class RedisServer implements AutoCloseable {
    private final int port;
    private final Process process;

    private RedisServer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** Starts one that loads {@code dump.rdb} of the directory, if there is one, and saves nothing. */
    public static RedisServer start(Path directory, String... more) {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/redis-server")), "redis-server is not installed (Debian: redis-server)");
        int port = Ports.free();
        List<String> line = new ArrayList<>(List.of(
                "redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--dir", directory.toString()));
        line.addAll(List.of(more));
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("redis-" + port + ".log").toFile())
                    .start();
            RedisServer server = new RedisServer(port, process);
            Await.until(
                    "redis-server serves",
                    Duration.ofSeconds(120),
                    () -> {
                        try (Jedis client = server.client()) {
                            return client.ping();
                        }
                    },
                    "PONG"::equals);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public Jedis client() {
        return new Jedis("127.0.0.1", port, 10_000);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
