package io.headwater.hub.backup;

import io.headwater.archive.ManifestRebuild.Report;
import io.headwater.restore.text.Json;
import java.util.List;

/** What a rebuild of manifests came to, for people and for scripts. */
public final class RebuildText {
    private RebuildText() {}

    /** For people. */
    public static String text(Report report, boolean dryRun) {
        StringBuilder out = new StringBuilder();
        out.append(report.intact()).append(" manifests were whole, ").append(report.rebuilt().size())
                .append(dryRun ? " would be made anew\n" : " were made anew\n");
        add(out, dryRun ? "to rebuild" : "rebuilt", report.rebuilt());
        add(out, "DAMAGED", report.damaged());
        add(out, "GAP", report.gaps());
        add(out, "unused", report.orphans());
        return out.toString();
    }

    private static void add(StringBuilder out, String what, List<String> lines) {
        lines.forEach(line -> out.append("  ").append(what).append(' ').append(line).append('\n'));
    }

    /** For scripts. */
    public static String json(Report report, boolean dryRun) {
        Json json = new Json()
                .object()
                .member("dryRun", dryRun)
                .member("intact", report.intact());
        list(json, "rebuilt", report.rebuilt());
        list(json, "damaged", report.damaged());
        list(json, "gaps", report.gaps());
        list(json, "unused", report.orphans());
        return json.endObject() + "\n";
    }

    private static void list(Json json, String name, List<String> lines) {
        json.array(name);
        lines.forEach(json::element);
        json.endArray();
    }
}
