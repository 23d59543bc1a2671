package io.headwater.hub.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeArgumentsTest {
    private static final Set<String> KNOWN = Set.of("--port", "--dir", "--help");
    private static final Set<String> FLAGS = Set.of("--help");

    @Test
    void ownOptionsKeepTheirValues() {
        assertEquals(List.of("--port", "6379", "--dir=x", "redis.conf"), rewrite("--port", "6379", "--dir=x", "redis.conf"));
    }

    @Test
    void otherOptionsBecomeDirectivesWithAllTheirValues() {
        assertEquals(
                List.of("redis.conf", "--directive=maxmemory 100mb", "--directive=client-output-buffer-limit normal 0 0 0", "--port", "1"),
                rewrite("redis.conf", "--maxmemory", "100mb", "--client-output-buffer-limit", "normal", "0", "0", "0", "--port", "1"));
    }

    @Test
    void valuesAreQuotedWhereAFileWouldNeedIt() {
        assertEquals(
                List.of("--directive=save \"\"", "--directive=requirepass \"a b\\\"c\"", "--directive=lfu-decay-time -1"),
                rewrite("--save", "", "--requirepass", "a b\"c", "--lfu-decay-time", "-1"));
    }

    @Test
    void aFlagTakesNoValue() {
        assertEquals(List.of("--help", "redis.conf"), rewrite("--help", "redis.conf"));
    }

    private static List<String> rewrite(String... arguments) {
        return NodeArguments.rewrite(List.of(arguments), KNOWN, FLAGS);
    }
}
