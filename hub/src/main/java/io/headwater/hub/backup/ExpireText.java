package io.headwater.hub.backup;

import io.headwater.archive.retention.ExpirePlan;
import io.headwater.archive.retention.ExpirePlan.Kept;
import io.headwater.archive.retention.Expiry.Deleted;
import io.headwater.restore.text.Json;
import java.util.List;

/** Prints what an expiry would delete, or has deleted. Pure. */
public final class ExpireText {
    private ExpireText() {}

    /** For people. */
    public static String text(List<ExpirePlan> plans, List<Deleted> deleted) {
        StringBuilder out = new StringBuilder();
        for (ExpirePlan plan : plans) {
            out.append("shard ").append(plan.shard()).append(": every moment from ").append(Figures.time(plan.windowFromMs())).append(" on stays restorable\n");
            for (Kept kept : plan.kept()) {
                out.append("  keep    ").append(BackupList.id(kept.snapshot())).append(", ").append(Figures.time(kept.snapshot().timeMs())).append(" (")
                        .append(kept.reason()).append(")\n");
            }
            plan.snapshots().forEach(gone -> out.append("  delete  ").append(BackupList.id(gone.object())).append(", ")
                    .append(Figures.time(gone.object().timeMs())).append('\n'));
            out.append("  delete  ").append(plan.segments().size()).append(" segments and ").append(plan.snapshots().size()).append(" snapshots, ")
                    .append(Figures.bytes(plan.bytes())).append('\n');
            plan.notes().forEach(note -> out.append("  note    ").append(note).append('\n'));
        }
        if (plans.stream().allMatch(plan -> plan.segments().isEmpty() && plan.snapshots().isEmpty())) {
            out.append("there is nothing to delete\n");
        } else if (deleted.isEmpty()) {
            out.append("nothing was deleted: add --confirm to do it\n");
        } else {
            out.append("deleted ").append(deleted.stream().mapToLong(Deleted::objects).sum()).append(" objects, ")
                    .append(Figures.bytes(deleted.stream().mapToLong(Deleted::bytes).sum())).append('\n');
        }
        return out.toString();
    }

    /** For programs: one object. */
    public static String json(List<ExpirePlan> plans, List<Deleted> deleted) {
        Json json = new Json().object().member("confirmed", !deleted.isEmpty()).array("shards");
        for (ExpirePlan plan : plans) {
            json.object().member("shard", plan.shard()).member("window_from_ms", plan.windowFromMs()).member("bytes", plan.bytes()).array("kept");
            plan.kept().forEach(kept -> json.object().member("snapshot", kept.snapshot().object()).member("reason", kept.reason()).endObject());
            json.endArray().array("deleted_snapshots");
            plan.snapshots().forEach(gone -> json.element(gone.object().object()));
            json.endArray().array("deleted_segments");
            plan.segments().forEach(gone -> json.element(gone.object().object()));
            json.endArray().array("notes");
            plan.notes().forEach(json::element);
            json.endArray().endObject();
        }
        return json.endArray().member("deleted_objects", deleted.stream().mapToLong(Deleted::objects).sum()).endObject() + "\n";
    }
}
