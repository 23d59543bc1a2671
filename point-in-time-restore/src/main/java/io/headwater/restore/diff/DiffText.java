package io.headwater.restore.diff;

import io.headwater.restore.diff.DiffCounts.Change;
import io.headwater.restore.diff.DiffCounts.Sample;
import io.headwater.restore.diff.DiffCounts.Tally;
import io.headwater.restore.text.Json;
import io.headwater.restore.text.Times;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints differences. Pure. */
public final class DiffText {
    private static final int PREFIXES_SHOWN = 20;
    private static final int PREFIXES_IN_JSON = 1000;

    private DiffText() {}

    public static void text(DiffCounts diff, StringBuilder out) {
        row("all", diff.total(), out.append(String.format(Locale.ROOT, "%-32s %12s %12s %12s%n", "", "created", "changed", "removed")));
        diff.byType().forEach((type, tally) -> row("  type " + type.text(), tally, out));
        List<Map.Entry<String, Tally>> prefixes = diff.byPrefix();
        for (Map.Entry<String, Tally> prefix : prefixes.subList(0, Math.min(PREFIXES_SHOWN, prefixes.size()))) {
            row("  prefix " + prefix.getKey(), prefix.getValue(), out);
        }
        if (prefixes.size() > PREFIXES_SHOWN) {
            out.append("  ... and ").append(prefixes.size() - PREFIXES_SHOWN).append(" prefixes more\n");
        }
        for (Sample sample : diff.samples()) {
            out.append(sign(sample.change())).append(' ').append(sample.key()).append(" (db ").append(sample.database()).append(", ")
                    .append(sample.type().text()).append(") ").append(sample.before())
                    .append(sample.change() == Change.CHANGED ? " -> " : "").append(sample.after()).append('\n');
        }
    }

    private static char sign(Change change) {
        return switch (change) {
            case CREATED -> '+';
            case CHANGED -> '~';
            case REMOVED -> '-';
        };
    }

    private static void row(String name, Tally tally, StringBuilder out) {
        out.append(String.format(
                Locale.ROOT, "%-32s %12s %12s %12s%n",
                name, Times.count(tally.of(Change.CREATED)), Times.count(tally.of(Change.CHANGED)), Times.count(tally.of(Change.REMOVED))));
    }

    public static void json(DiffCounts diff, Json json) {
        tally(json, diff.total()).array("types");
        diff.byType().forEach((type, tally) -> tally(json.object().member("type", type.text()), tally).endObject());
        json.endArray().array("prefixes");
        List<Map.Entry<String, Tally>> prefixes = diff.byPrefix();
        for (Map.Entry<String, Tally> prefix : prefixes.subList(0, Math.min(PREFIXES_IN_JSON, prefixes.size()))) {
            tally(json.object().member("prefix", prefix.getKey()), prefix.getValue()).endObject();
        }
        json.endArray().array("samples");
        for (Sample sample : diff.samples()) {
            json.object()
                    .member("change", sample.change().name().toLowerCase(Locale.ROOT))
                    .member("db", sample.database())
                    .member("key", sample.key())
                    .member("type", sample.type().text())
                    .member("before", sample.before())
                    .member("after", sample.after())
                    .endObject();
        }
        json.endArray();
    }

    private static Json tally(Json json, Tally tally) {
        return json.member("created", tally.of(Change.CREATED)).member("changed", tally.of(Change.CHANGED)).member("removed", tally.of(Change.REMOVED));
    }
}
