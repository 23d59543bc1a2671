package io.headwater.hub.status;

import io.headwater.cache.node.ClusterDirectory.Branch;
import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.node.ClusterDirectory.Primary;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.restore.text.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cluster at one moment.
 *
 * @param cluster its name
 * @param takenMs when, wall clock
 * @param branch the restore that it came out of; null if it did not
 */
public record ClusterStatus(String cluster, long takenMs, List<ShardStatus> shards, @Nullable Branch branch) {
    /** Asks every node that the directory names. */
    public static ClusterStatus of(String cluster, ClusterMap map) {
        return of(cluster, map, NodeAnswer::of, System.currentTimeMillis());
    }

    static ClusterStatus of(String cluster, ClusterMap map, Function<String, NodeAnswer> ask, long nowMs) {
        List<ShardStatus> shards = new ArrayList<>();
        for (int i = 0; i < map.shards(); i++) {
            shards.add(shard(i, map, ask));
        }
        return new ClusterStatus(cluster, nowMs, List.copyOf(shards), map.branch());
    }

    private static ShardStatus shard(int shard, ClusterMap map, Function<String, NodeAnswer> ask) {
        Primary primary = map.primaries().stream()
                .filter(p -> p.shard() == shard)
                .max(Comparator.comparingLong(Primary::epoch))
                .orElse(null);
        List<ShardStatus.Member> members = map.readers().stream()
                .filter(reader -> reader.shard() == shard && (primary == null || !reader.name().equals(primary.node())))
                .sorted(Comparator.comparing(Reader::role).reversed().thenComparing(Reader::name))
                .map(reader -> new ShardStatus.Member(reader, ask.apply(reader.address())))
                .toList();
        return new ShardStatus(shard, primary, ask.apply(primary == null ? "" : primary.address()), members);
    }

    /** Whether every shard has a primary that answers. */
    public boolean isServed() {
        return shards.stream().allMatch(ShardStatus::isServed);
    }

    /** For people: a line for each node and reader. */
    public String text() {
        StringBuilder out = new StringBuilder();
        if (branch != null) {
            out.append(cluster).append(" branched off ").append(branch.source()).append(" at ").append(Instant.ofEpochMilli(branch.timeMs())).append('\n');
        }
        for (ShardStatus shard : shards) {
            out.append("shard ").append(shard.shard()).append('\n');
            primary(out, shard);
            for (ShardStatus.Member member : shard.members()) {
                member(out, member);
            }
        }
        return out.toString();
    }

    private static void primary(StringBuilder out, ShardStatus shard) {
        Primary primary = shard.primary();
        if (primary == null) {
            out.append("  primary   none was ever announced\n");
            return;
        }
        NodeAnswer answer = shard.answer();
        line(out, "primary", primary.address());
        if (!answer.reachable()) {
            out.append("unreachable, epoch ").append(primary.epoch()).append('\n');
            return;
        }
        if (!answer.leads()) {
            out.append("answers as a replica: the directory lags behind, or a failover is in progress; ");
        }
        out.append("position ").append(answer.text("headwater_position"));
        out.append(", failover ").append(answer.text("headwater_failover"));
        long leaseMs = answer.number("headwater_lease_ms", 0);
        out.append(leaseMs < 0 ? ", needs no lease" : ", lease " + leaseMs + " ms");
        out.append(", log ").append(answer.text("headwater_log_connected").equals("1") ? "connected" : "UNREACHABLE");
        out.append(", backlog ").append(answer.number("headwater_log_backlog_bytes", 0)).append(" bytes\n");
    }

    private static void member(StringBuilder out, ShardStatus.Member member) {
        Reader reader = member.reader();
        // Whoever led last and is not back yet, or has not said since that it follows.
        line(out, reader.role().equals(Reader.PRIMARY) ? "former" : reader.role(), member.isNode() ? reader.address() : reader.name());
        NodeAnswer answer = member.answer();
        if (member.isNode() && !answer.reachable()) {
            out.append("unreachable, was at ").append(reader.position()).append('\n');
        } else if (member.isNode()) {
            out.append("position ").append(answer.text("headwater_position"));
            out.append(", lag ").append(answer.number("headwater_lag_ms", 0)).append(" ms, ").append(answer.text("headwater_role_state")).append('\n');
        } else {
            out.append("position ").append(reader.position()).append('\n');
        }
    }

    private static void line(StringBuilder out, String role, String where) {
        out.append(String.format(Locale.ROOT, "  %-9s %-21s ", role, where));
    }

    /**
     * For programs: one object.
     *
     * @param more adds members of its own
     */
    public String json(Consumer<Json> more) {
        Json json = new Json();
        json.object().member("cluster", cluster).member("served", isServed());
        if (branch != null) {
            json.object("branch").member("source", branch.source()).member("to_ms", branch.timeMs()).member("restore", branch.id()).endObject();
        }
        json.array("shards");
        for (ShardStatus shard : shards) {
            json.object().member("shard", shard.shard()).member("served", shard.isServed());
            Primary primary = shard.primary();
            if (primary != null) {
                json.object("primary").member("node", primary.node()).member("address", primary.address()).member("epoch", primary.epoch());
                node(json, shard.answer());
                json.endObject();
            }
            json.array("readers");
            for (ShardStatus.Member member : shard.members()) {
                member(json, member);
            }
            json.endArray().endObject();
        }
        json.endArray();
        more.accept(json);
        return json.endObject().toString();
    }

    private void member(Json json, ShardStatus.Member member) {
        Reader reader = member.reader();
        json.object()
                .member("name", reader.name())
                .member("role", reader.role())
                .member("address", reader.address())
                .member("reported_position", reader.position().toString())
                .member("reported_ms_ago", takenMs - reader.lastSeenMs());
        if (member.isNode()) {
            node(json, member.answer());
        }
        json.endObject();
    }

    private static void node(Json json, NodeAnswer answer) {
        json.member("reachable", answer.reachable());
        if (!answer.reachable()) {
            return;
        }
        json.member("role_now", answer.text("role"))
                .member("state", answer.text("headwater_role_state"))
                .member("position", answer.text("headwater_position"))
                .member("failover", answer.text("headwater_failover"))
                .member("log_connected", answer.text("headwater_log_connected").equals("1"));
        if (answer.leads()) {
            json.member("lease_ms", answer.number("headwater_lease_ms", 0)).member("backlog_bytes", answer.number("headwater_log_backlog_bytes", 0));
        } else {
            json.member("lag_ms", answer.number("headwater_lag_ms", 0));
        }
    }
}
