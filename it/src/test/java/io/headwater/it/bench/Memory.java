package io.headwater.it.bench;

import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How much the resident memory of a server grows by what it is given to keep, on a node and on a stock redis-server, each fresh for each kind of content; and the longest pause of
 * the node's collector meanwhile. Both take the data as they do in use, with their log on disk.
 */
final class Memory implements Benchmark {
    private static final int STRINGS = 5_000_000;
    private static final int COLLECTIONS = 1_000_000;
    private static final int MEMBERS = 20;
    private static final int QUICK_DIVISOR = 10;
    private static final int CONNECTIONS = 8;
    private static final int PIPELINE = 64;
    private static final Pattern PAUSE = Pattern.compile("Pause .* ([0-9.]+)ms");

    /** What a server is filled with. */
    private enum Content {
        STRING("strings, 16 + 64 bytes", STRINGS),
        HSET("hashes of 20 small fields", COLLECTIONS),
        RPUSH("lists of 20 small elements", COLLECTIONS),
        SADD("sets of 20 small members", COLLECTIONS),
        ZADD("sorted sets of 20 small members", COLLECTIONS);

        private final String title;
        private final int keys;

        Content(String title, int keys) {
            this.title = title;
            this.keys = keys;
        }

        void load(int port, int count) throws IOException {
            if (this != STRING) {
                CollectionLoad.run(port, name(), "key", count, MEMBERS);
                return;
            }
            try (SetLoad load = new SetLoad(port, CONNECTIONS, PIPELINE)) {
                load.run(count, 0, key -> key);
            }
        }
    }

    /** Resident memory before and after, in bytes. */
    private record Growth(long before, long after) {
        String perKey(int keys) {
            return String.format(Locale.ROOT, "%.0f", (double) (after - before) / keys);
        }

        String total() {
            return String.format(Locale.ROOT, "%,d", after >> 20);
        }
    }

    @Override
    public void run(Bench bench) throws Exception {
        Table table = new Table(
                "content", "keys", "Redis, bytes per key", "Headwater, bytes per key", "Redis RSS, MB", "Headwater RSS, MB", "longest pause, ms", "all pauses, ms");
        for (Content content : Content.values()) {
            int keys = bench.options().quick() ? content.keys / QUICK_DIVISOR : content.keys;
            Growth redis = redis(bench, content, keys);
            Path gcLog = bench.directory("gc").resolve("gc.log");
            Growth node = node(bench, content, keys, gcLog);
            List<Double> pauses = pauses(gcLog);
            table.row(
                    content.title,
                    String.format(Locale.ROOT, "%,d", keys),
                    redis.perKey(keys),
                    node.perKey(keys),
                    redis.total(),
                    node.total(),
                    String.format(Locale.ROOT, "%.1f", pauses.stream().mapToDouble(ms -> ms).max().orElse(0)),
                    String.format(Locale.ROOT, "%.0f", pauses.stream().mapToDouble(ms -> ms).sum()));
            bench.progress("%s", table);
        }
        bench.print(table);
        bench.print("Growth of the process's resident memory from its start until all is loaded, by the number of keys; then the whole of it. Pauses of the node's collector during the load.");
    }

    private static Growth redis(Bench bench, Content content, int keys) throws IOException {
        try (RedisServer redis = RedisServer.start(
                bench.directory("redis"), "--appendonly", "yes", "--appendfsync", "everysec", "--auto-aof-rewrite-percentage", "0")) {
            long before = residentBytes(redis.pid());
            content.load(redis.port(), keys);
            return new Growth(before, residentBytes(redis.pid()));
        }
    }

    private static Growth node(Bench bench, Content content, int keys, Path gcLog) throws IOException {
        List<String> flags = new ArrayList<>(bench.options().jvmFlags());
        flags.add("-Xlog:gc:file=" + gcLog);
        try (NodeProcess node = NodeProcess.beginAsLaunched(bench.directory("node"), flags, List.of("--durability", "async")).awaitServing()) {
            long before = residentBytes(node.pid());
            content.load(node.port(), keys);
            return new Growth(before, residentBytes(node.pid()));
        }
    }

    private static long residentBytes(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
    }

    private static List<Double> pauses(Path gcLog) throws IOException {
        try (Stream<String> lines = Files.lines(gcLog)) {
            return lines.map(PAUSE::matcher).filter(Matcher::find).map(match -> Double.valueOf(match.group(1))).toList();
        }
    }
}
