package io.headwater.hub.role;

import static java.util.Objects.requireNonNull;

import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.cache.node.ClusterDirectory.Timings;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaClusterDirectory;
import io.headwater.replication.KafkaRetention;
import io.headwater.replication.TopicRetention.Extent;
import io.headwater.restore.text.Json;
import io.headwater.schemas.HeadwaterException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs {@code headwater readers}. */
public final class ReadersRole {
    /** A person waits for the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A reader that was seen less than so long ago is alive. */
    private static final long ALIVE_MS = 15_000;

    private ReadersRole() {}

    /** Lists all registered readers; returns the exit code. */
    public static int list(ClusterAddress cluster, boolean json, PrintStream out) {
        try (var access = access(cluster)) {
            List<Reader> readers = KafkaClusterDirectory.readers(access, cluster.name());
            var retention = new KafkaRetention(access, cluster.name());
            Map<Integer, Extent> extentByShard = new TreeMap<>();
            for (Reader reader : readers) {
                extentByShard.computeIfAbsent(reader.shard(), shard -> retention.extent(shard, 0));
            }
            long nowMs = System.currentTimeMillis();
            out.print(json ? json(readers, extentByShard, nowMs) : text(readers, extentByShard, nowMs));
            return 0;
        }
    }

    /**
     * Forgets a reader; returns the exit code.
     *
     * @throws HeadwaterException if none has that name
     */
    public static int remove(ClusterAddress cluster, String name, PrintStream out) {
        try (var access = access(cluster)) {
            Optional<Reader> found = KafkaClusterDirectory.readers(access, cluster.name()).stream()
                    .filter(reader -> reader.name().equals(name))
                    .findFirst();
            Optional<Timings> timings = KafkaClusterDirectory.timings(access, cluster.name()).stream()
                    .filter(node -> node.node().equals(name))
                    .findFirst();
            if (found.isEmpty() && timings.isEmpty()) {
                throw new HeadwaterException(
                        "no reader of cluster " + cluster.name() + " is registered as '" + name + "'",
                        "`headwater readers` lists them",
                        HeadwaterException.EXIT_USAGE);
            }
            boolean alive = leads(access, cluster, name)
                    || found.filter(reader -> System.currentTimeMillis() - reader.lastSeenMs() < ALIVE_MS).isPresent();
            if (found.isEmpty() && alive) {
                throw new HeadwaterException(
                        "node " + name + " leads its shard: the others must keep to its lease while it runs",
                        "stop it first, or switch over",
                        HeadwaterException.EXIT_USAGE);
            }
            if (found.isPresent()) KafkaClusterDirectory.remove(access, cluster.name(), name);
            // Those of a node that runs bind all others: two could lead at once without them.
            if (!alive && timings.isPresent()) KafkaClusterDirectory.removeTimings(access, cluster.name(), timings.get());
            out.println("removed " + found.map(Reader::role).orElse("node") + " " + name + (alive ? "; it is alive and will register again" : ""));
            return 0;
        }
    }

    private static boolean leads(KafkaAccess access, ClusterAddress cluster, String node) {
        return KafkaClusterDirectory.read(access, cluster.name()).primaries().stream().anyMatch(primary -> primary.node().equals(node));
    }

    private static KafkaAccess access(ClusterAddress cluster) {
        return new KafkaAccess(requireNonNull(cluster.kafka()), "headwater-readers", PATIENCE);
    }

    private static String text(List<Reader> readers, Map<Integer, Extent> extentByShard, long nowMs) {
        String form = "%-42s %-10s %5s %14s %12s %12s %10s %12s%n";
        StringBuilder out =
                new StringBuilder(String.format(Locale.ROOT, form, "NAME", "ROLE", "SHARD", "POSITION", "NEEDS OFFSET", "RECORDS LEFT", "SEEN", "TIME TO LIVE"));
        for (Reader reader : readers) {
            long lag = lag(reader, extentByShard);
            out.append(String.format(
                    Locale.ROOT,
                    form,
                    reader.name(),
                    reader.role(),
                    reader.shard(),
                    reader.position(),
                    reader.nextOffset() < 0 ? "all" : Long.toString(reader.nextOffset()),
                    lag < 0 ? "?" : Long.toString(lag),
                    (nowMs - reader.lastSeenMs()) / 1000 + " s ago",
                    reader.timeToLiveMs() / 1000 + " s"));
        }
        return out.toString();
    }

    /** How many records of the topic it has not stored; -1 if it does not tell. */
    private static long lag(Reader reader, Map<Integer, Extent> extentByShard) {
        return reader.nextOffset() < 0
                ? -1
                : Math.max(0, requireNonNull(extentByShard.get(reader.shard())).end() - reader.nextOffset());
    }

    private static String json(List<Reader> readers, Map<Integer, Extent> extentByShard, long nowMs) {
        Json json = new Json();
        json.object().array("readers");
        for (Reader reader : readers) {
            json.object()
                    .member("name", reader.name())
                    .member("role", reader.role())
                    .member("shard", reader.shard())
                    .member("address", reader.address())
                    .member("position", reader.position().toString())
                    .member("durable_lsn", reader.durableLsn())
                    .member("next_offset", reader.nextOffset())
                    .member("records_left", lag(reader, extentByShard))
                    .member("seen_ms_ago", nowMs - reader.lastSeenMs())
                    .member("time_to_live_ms", reader.timeToLiveMs())
                    .endObject();
        }
        json.endArray().array("logs");
        extentByShard.forEach((shard, extent) -> json.object()
                .member("shard", shard)
                .member("beginning", extent.beginning())
                .member("end", extent.end())
                .member("bytes", extent.bytes())
                .endObject());
        return json.endArray().endObject() + "\n";
    }
}
