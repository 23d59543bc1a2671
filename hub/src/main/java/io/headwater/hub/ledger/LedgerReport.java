package io.headwater.hub.ledger;

import io.headwater.cache.binlog.LostWritesLedger.Effect;
import io.headwater.cache.binlog.LostWritesLedger.Entry;
import io.headwater.cache.binlog.LostWritesLedger.Range;
import io.headwater.restore.tap.JsonLines;
import io.headwater.restore.text.Json;
import io.headwater.schemas.Actor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * What the ledgers hold.
 *
 * @param ledgers of one or more nodes
 */
public record LedgerReport(List<NodeLedger> ledgers) {
    /** What is known of a range once it was read. */
    private static final class Extent {
        private long entries;
        private long firstMs;
        private long lastMs;

        void take(Entry entry) {
            if (entries++ == 0) firstMs = entry.timeMs();
            lastMs = entry.timeMs();
        }
    }

    private void forEachRange(BiConsumer<NodeLedger, Range> each) {
        for (NodeLedger ledger : ledgers) {
            for (Range range : ledger.ledger().list()) each.accept(ledger, range);
        }
    }

    private static Extent extent(NodeLedger ledger, Range range) {
        Extent extent = new Extent();
        ledger.ledger().read(range, extent::take);
        return extent;
    }

    /** For people: a line for each range. */
    public String text() {
        StringBuilder out = new StringBuilder();
        forEachRange((ledger, range) -> {
            Extent extent = extent(ledger, range);
            out.append(String.format(
                    Locale.ROOT,
                    "shard %d, epoch %d, lsn %d to %d: %d entries from %s to %s in %s%n",
                    ledger.shard(),
                    range.epoch(),
                    range.firstLsn(),
                    range.lastLsn(),
                    extent.entries,
                    Instant.ofEpochMilli(extent.firstMs),
                    Instant.ofEpochMilli(extent.lastMs),
                    range.file()));
        });
        return out.isEmpty() ? "no write was lost\n" : out.toString();
    }

    /** For programs: one object. */
    public String json() {
        Json json = new Json();
        json.object().array("ranges");
        forEachRange((ledger, range) -> {
            Extent extent = extent(ledger, range);
            json.object()
                    .member("node", ledger.node())
                    .member("shard", ledger.shard())
                    .member("epoch", range.epoch())
                    .member("first_lsn", range.firstLsn())
                    .member("last_lsn", range.lastLsn())
                    .member("entries", extent.entries)
                    .member("first_time", extent.firstMs)
                    .member("last_time", extent.lastMs)
                    .member("found_time", range.foundMs())
                    .member("file", range.file().toString())
                    .endObject();
        });
        return json.endArray().endObject().toString();
    }

    /**
     * Every entry as a line of JSON.
     *
     * @throws IOException if nobody reads them any more
     */
    public void export(OutputStream out) throws IOException {
        JsonLines lines = new JsonLines(out);
        try {
            forEachRange((ledger, range) -> ledger.ledger().read(range, entry -> {
                try {
                    export(lines, ledger, entry);
                } catch (IOException closed) {
                    throw new UncheckedIOException(closed);
                }
            }));
        } catch (UncheckedIOException closed) {
            throw closed.getCause();
        }
        lines.flush();
    }

    private static void export(JsonLines lines, NodeLedger ledger, Entry entry) throws IOException {
        lines.raw("{\"node\":\"").raw(ledger.node())
                .raw("\",\"shard\":").number(ledger.shard())
                .raw(",\"epoch\":").number(entry.epoch())
                .raw(",\"lsn\":").number(entry.lsn())
                .raw(",\"time\":").number(entry.timeMs())
                .raw(",\"db\":").number(entry.database());
        Actor actor = entry.actor();
        if (actor != null) {
            byte[] client = actor.client().getBytes(StandardCharsets.UTF_8);
            lines.raw(",\"client\":").value(client, 0, client.length);
        }
        lines.raw(",\"commands\":[");
        boolean first = true;
        for (Effect effect : entry.effects()) {
            lines.raw(first ? "[" : ",[");
            first = false;
            for (int i = 0; i < effect.arguments().size(); i++) {
                if (i > 0) lines.raw(",");
                byte[] argument = effect.arguments().get(i);
                lines.value(argument, 0, argument.length);
            }
            lines.raw("]");
        }
        lines.raw("]}").endLine();
    }
}
