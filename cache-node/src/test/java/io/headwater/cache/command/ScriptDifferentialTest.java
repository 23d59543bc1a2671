package io.headwater.cache.command;

import static io.headwater.cache.command.CommandGenerator.command;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.cache.engine.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts, one per line of a file, against a stock Redis: replies byte for byte, errors and their places included. */
class ScriptDifferentialTest {
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
    void scriptsAnswerAsInRedis() throws IOException {
        compare("scripts.txt", "2");
    }

    @Test
    void scriptsAnswerAsInRedisInResp3() throws IOException {
        compare("scripts.txt", "3");
    }

    @Test
    void librariesAnswerAsInRedis() throws IOException {
        compare("script-libraries.txt", "2");
    }

    @Test
    void commandsThatScriptsCallAnswerAsInRedis() throws IOException {
        CommandGenerator scripts = new ScriptGenerator(List.of(StringCommandsDifferentialTest::strings, new ListGenerator()));
        new Differential(redis.connection(), Seeds.seed()).run(2_000, scripts);
    }

    private static void compare(String file, String protocol) throws IOException {
        RedisProcess.Connection theirs = redis.connection();
        TestServer ours = new TestServer();
        theirs.execute(command("RESET"));
        theirs.execute(command("FLUSHALL"));
        theirs.execute(command("HELLO", protocol));
        ours.call("HELLO", protocol);
        List<String> differences = new ArrayList<>();
        for (String script : scripts(file)) {
            byte[][] call = command("EVAL", script, "2", "k1", "k2", "a", "b", "10");
            String expected = new String(theirs.execute(call), StandardCharsets.ISO_8859_1);
            String actual = new String(ours.execute(ours.session, call), StandardCharsets.ISO_8859_1);
            if (!expected.equals(actual)) differences.add(script + "\n  redis: " + expected.replace("\r\n", "|") + "\n  ours:  " + actual.replace("\r\n", "|"));
        }
        assertEquals("", String.join("\n", differences));
    }

    private static List<String> scripts(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(ScriptDifferentialTest.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).lines().filter(line -> !line.startsWith("#")).toList();
        }
    }
}
