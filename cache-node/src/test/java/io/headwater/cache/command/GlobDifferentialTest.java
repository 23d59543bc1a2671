package io.headwater.cache.command;

import io.headwater.cache.engine.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Args;

/** Patterns against a stock Redis, odd ones most of all. */
class GlobDifferentialTest {
    private static final String PATTERN_LETTERS = "ab*?[]^-\\Zb\u00e9*";
    private static final String KEY_LETTERS = "abZ[]^-\\\u00e9*";

    @TempDir
    Path directory;

    @Test
    void patternsMatchWhatRedisMatches() throws Exception {
        try (RedisProcess redis = RedisProcess.start(directory)) {
            long seed = Seeds.seed();
            Random random = new Random(seed);
            Differential differential = new Differential(redis.connection(), seed);
            for (int i = 0; i < 200; i++) differential.check(command("SET", text(random, KEY_LETTERS, 5)));
            for (int i = 0; i < 10_000; i++) differential.check(command("KEYS", text(random, PATTERN_LETTERS, 8)));
        }
    }

    private static byte[][] command(String name, String key) throws IOException {
        return name.equals("SET") ? CommandGenerator.command(name, key, "v") : CommandGenerator.command(name, key);
    }

    private static String text(Random random, String letters, int max) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(max + 1); i > 0; i--) text.append(letters.charAt(random.nextInt(letters.length())));
        return text.toString();
    }

    @Test
    @Timeout(5)
    void manyStarsTakeNoLongTime() {
        Glob glob = Glob.of(Args.of("a*".repeat(40) + "b"), 0);
        assertFalse(glob.matches("a".repeat(10_000).getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void caseCanBeIgnored() {
        byte[] name = "maxmemory".getBytes(StandardCharsets.US_ASCII);
        assertTrue(Glob.ignoringCase(Args.of("MAX*[A-Z]"), 0).matches(name));
        assertFalse(Glob.of(Args.of("MAX*"), 0).matches(name));
    }
}
