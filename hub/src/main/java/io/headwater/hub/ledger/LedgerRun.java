package io.headwater.hub.ledger;

import io.headwater.cache.binlog.LostWritesLedger.Range;
import io.headwater.cache.node.ClusterDirectory;
import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.replication.JudgedLog;
import io.headwater.restore.text.Json;
import io.headwater.schemas.HeadwaterException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** A replay of all ledgers of a cluster's nodes, shard by shard, as its user sees it: a line for each entry that was refused, and the counts. One thread. */
public final class LedgerRun {
    private final List<NodeLedger> ledgers;
    private final ClusterMap cluster;
    private final IntFunction<JudgedLog> log;
    private final boolean json;
    private final PrintStream out;
    private final Map<LedgerReplay.Outcome, Integer> counts = new EnumMap<>(LedgerReplay.Outcome.class);

    /**
     * @param cluster who leads
     * @param log opens a shard's log from its oldest record on, or from where its lost entries' histories ended at the latest
     * @param json whether lines are JSON
     */
    public LedgerRun(List<NodeLedger> ledgers, ClusterMap cluster, IntFunction<JudgedLog> log, boolean json, PrintStream out) {
        this.ledgers = List.copyOf(ledgers);
        this.cluster = cluster;
        this.log = log;
        this.json = json;
        this.out = out;
    }

    /**
     * Runs.
     *
     * @return whether no entry was refused
     * @throws HeadwaterException if a primary or a log cannot be reached; what was applied until then stays so and is known
     */
    public boolean run() {
        for (Map.Entry<Integer, List<LostEntry>> shard : entriesByShard().entrySet()) replay(shard.getKey(), shard.getValue());
        if (json) {
            Json summary = new Json();
            summary.object();
            for (LedgerReplay.Outcome outcome : LedgerReplay.Outcome.values()) summary.member(name(outcome), count(outcome));
            out.println(summary.endObject());
        } else {
            out.println(count(LedgerReplay.Outcome.APPLIED) + " applied, "
                    + count(LedgerReplay.Outcome.APPLIED_BEFORE) + " were applied before, "
                    + count(LedgerReplay.Outcome.REFUSED) + " refused");
        }
        out.flush();
        return count(LedgerReplay.Outcome.REFUSED) == 0;
    }

    private int count(LedgerReplay.Outcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    private Map<Integer, List<LostEntry>> entriesByShard() {
        Map<Integer, List<LostEntry>> byShard = new TreeMap<>();
        for (NodeLedger node : ledgers) {
            for (Range range : node.ledger().list()) {
                List<LostEntry> entries = byShard.computeIfAbsent(node.shard(), absent -> new ArrayList<>());
                node.ledger().read(range, entry -> {
                    if (!entry.effects().isEmpty()) entries.add(LostEntry.of(node.node(), range, entry));
                });
            }
        }
        for (List<LostEntry> entries : byShard.values()) {
            entries.sort(Comparator.<LostEntry>comparingLong(lost -> lost.entry().epoch()).thenComparingLong(lost -> lost.entry().lsn()));
        }
        return byShard;
    }

    private void replay(int shard, List<LostEntry> entries) {
        ClusterDirectory.Primary leader = cluster.primaries().stream()
                .filter(primary -> primary.shard() == shard)
                .max(Comparator.comparingLong(ClusterDirectory.Primary::epoch))
                .orElseThrow(() -> new HeadwaterException(
                        "no primary of shard " + shard + " was ever announced", "see `headwater status`", HeadwaterException.EXIT_UNAVAILABLE));
        try (Primary primary = Primary.connect(leader.address());
                JudgedLog reader = log.apply(shard)) {
            new LedgerReplay(primary, new LogChanges(reader, entries)).run(entries, (entry, outcome, why) -> tell(shard, entry, outcome, why));
        }
    }

    private void tell(int shard, LostEntry entry, LedgerReplay.Outcome outcome, String why) {
        counts.merge(outcome, 1, Integer::sum);
        if (json) {
            out.println(new Json()
                    .object()
                    .member("shard", shard)
                    .member("node", entry.node())
                    .member("epoch", entry.entry().epoch())
                    .member("lsn", entry.entry().lsn())
                    .member("outcome", name(outcome))
                    .member("reason", why)
                    .endObject());
        } else if (outcome == LedgerReplay.Outcome.REFUSED) {
            out.println("shard " + shard + ", " + entry.id() + ": refused, " + why);
        }
    }

    private static String name(LedgerReplay.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
