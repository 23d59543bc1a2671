package io.headwater.it.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import redis.clients.jedis.Jedis;

/** What tests of a shard's roles ask its nodes again and again. */
public final class Keys {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Keys() {}

    /** Writes {@code prefix0} and so on, each until its fate is known. */
    public static void fill(NodeProcess node, String prefix, int keys) {
        try (Jedis client = node.client()) {
            for (int i = 0; i < keys; i++) {
                String key = prefix + i;
                String value = "v" + i;
                surely(() -> client.set(key, value));
            }
        }
    }

    /** Waits until the node has the key. */
    public static void await(NodeProcess node, String key) {
        Await.until(
                "node on port " + node.port() + " has " + key,
                node::log,
                PATIENCE,
                () -> {
                    try (Jedis client = node.client()) {
                        return client.exists(key);
                    }
                },
                there -> there);
    }

    /** Waits until the node takes writes. */
    public static void awaitWritable(NodeProcess node) {
        Await.until(
                "node on port " + node.port() + " takes writes",
                node::log,
                PATIENCE,
                () -> {
                    try (Jedis client = node.client()) {
                        return client.set("probe", "1");
                    }
                },
                "OK"::equals);
        try (Jedis client = node.client()) {
            surely(() -> client.del("probe"));
        }
    }

    /** Does it again when its fate is unknown, as clients do with what may be done twice: on a busy machine a lease of 500 ms may lapse. */
    private static <T> void surely(Callable<T> write) {
        Await.until("the write's fate is known", PATIENCE, write, answer -> true);
    }
}
