package io.headwater.cache.node.config;

import static io.headwater.cache.node.config.Directive.Effect.LIVE;
import static io.headwater.cache.node.config.Directive.Effect.START;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All directives, as data: those that apply, those of Redis 7.0 that do not, and those that must not be passed over in silence. */
final class Directives {
    private static final long MAX_SECONDS = Integer.MAX_VALUE;
    private static final int MAX_TYPING_ERRORS = 2;

    private static final List<Directive> APPLIED = List.of(
            new Directive("appendonly", "yes", START, Form.yesNo()),
            new Directive("appendfsync", "everysec", LIVE, Form.word("always", "everysec", "no")),
            new Directive("bind", "127.0.0.1", START, Form.list()),
            new Directive("challenge-ms", "650", START, Form.integer(100, 600_000)),
            new Directive("challenge-step-ms", "150", START, Form.integer(20, 60_000)),
            new Directive("client-output-buffer-limit", OutputLimit.DEFAULT, LIVE, OutputLimit::canonical),
            new Directive("client-query-buffer-limit", "1073741824", LIVE, Form.bytes(1 << 20, Integer.MAX_VALUE - 1024)),
            new Directive("cluster-announce-ip", "", START, Form.text()),
            new Directive("cluster-announce-port", "0", START, Form.integer(0, 65535)),
            new Directive("databases", "16", START, Form.integer(1, 1 << 14)),
            new Directive("dbfilename", "dump.rdb", START, Form.text()),
            new Directive("digest-interval", "60", LIVE, Form.integer(0, MAX_SECONDS)),
            new Directive("dir", ".", START, Form.text()),
            new Directive("disk-probe-timeout-ms", "400", LIVE, Form.integer(50, 60_000)),
            new Directive("durability", "async", LIVE, Form.word("async", "disk", "log")),
            new Directive("enable-debug-command", "no", START, Form.word("no", "local", "yes")),
            new Directive("failover", "by-role", START, Form.word("by-role", "auto", "manual")),
            new Directive("heartbeat-ms", "100", START, Form.integer(10, 10_000)),
            new Directive("hll-sparse-max-bytes", "3000", LIVE, Form.integer(0, 16_000)),
            new Directive("hz", "10", LIVE, Form.integer(1, 500)),
            new Directive("lease-ms", "500", START, Form.integer(100, 300_000)),
            new Directive("log-timeout", "5000", LIVE, Form.integer(1, Integer.MAX_VALUE)),
            new Directive("max-backlog-bytes", "8589934592", LIVE, Form.bytes(1 << 20, Long.MAX_VALUE)),
            new Directive("max-entry-bytes", "536870912", START, Form.bytes(1 << 10, 1 << 30)),
            new Directive("max-held-reply-bytes", "268435456", LIVE, Form.bytes(1 << 16, Long.MAX_VALUE)),
            new Directive("maxclients", "10000", LIVE, Form.integer(1, Integer.MAX_VALUE)),
            new Directive("maxmemory", "0", START, Form.bytes(0, Long.MAX_VALUE)),
            new Directive("maxmemory-policy", "noeviction", START, Form.text()),
            new Directive("port", "6379", START, Form.integer(1, 65535)),
            new Directive("priority", "0", START, Form.integer(0, 100)),
            new Directive("proto-max-bulk-len", "536870912", LIVE, Form.bytes(1 << 20, 1 << 30)),
            new Directive("save", "", START, Form.list()),
            new Directive("segment-bytes", "67108864", START, Form.bytes(4 << 20, 1 << 30)),
            new Directive("stream-node-max-bytes", "4096", LIVE, Form.bytes(0, Long.MAX_VALUE)),
            new Directive("stream-node-max-entries", "100", LIVE, Form.integer(0, Long.MAX_VALUE)),
            new Directive("tcp-backlog", "511", START, Form.integer(0, Integer.MAX_VALUE)),
            new Directive("tcp-keepalive", "300", LIVE, Form.integer(0, MAX_SECONDS)),
            new Directive("timeout", "0", LIVE, Form.integer(0, MAX_SECONDS)));

    private static final String REPLICA_HINT = "a replica follows the log, not a primary: start it with --role replica --kafka HOST:PORT";
    private static final String PASSWORD_HINT = "leave it out and keep the port on a private network ('bind'): there are no passwords yet";
    private static final String TLS_HINT = "leave it out and put a TLS proxy in front: there is no TLS yet";

    /** What would be dangerous to ignore, with what to do instead. */
    private static final Map<String, String> REFUSED = Map.of(
            "replicaof", REPLICA_HINT,
            "slaveof", REPLICA_HINT,
            "requirepass", PASSWORD_HINT,
            "aclfile", PASSWORD_HINT,
            "user", PASSWORD_HINT,
            "tls-port", TLS_HINT,
            "loadmodule", "leave it out: modules cannot be loaded");

    private static final SortedMap<String, Directive> BY_NAME = new TreeMap<>();
    private static final Set<String> WITHOUT_EFFECT = readNames();

    static {
        for (Directive directive : APPLIED) BY_NAME.put(directive.name(), directive);
    }

    private Directives() {}

    /** The directive that applies under this lower-case name, or null. */
    static @Nullable Directive find(String name) {
        return BY_NAME.get(name);
    }

    /** All that apply. */
    static List<Directive> applied() {
        return APPLIED;
    }

    /** Whether Redis 7.0 knows the name and nothing here depends on it. */
    static boolean isWithoutEffect(String name) {
        return WITHOUT_EFFECT.contains(name);
    }

    /** What to do instead of using a directive that is refused; null if it is not. */
    static @Nullable String refusal(String name) {
        return REFUSED.get(name);
    }

    /** The known name that a mistyped one was meant to be, or null. */
    static @Nullable String nearest(String mistyped) {
        List<String> names = new ArrayList<>(BY_NAME.keySet());
        names.addAll(WITHOUT_EFFECT);
        return names.stream()
                .filter(name -> distance(name, mistyped) <= MAX_TYPING_ERRORS)
                .min(Comparator.comparingInt(name -> distance(name, mistyped)))
                .orElse(null);
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static Set<String> readNames() {
        Set<String> names = new HashSet<>();
        var resource = Objects.requireNonNull(Directives.class.getResourceAsStream("directives-without-effect.txt"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) names.addAll(List.of(line.split(" ")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }
}
