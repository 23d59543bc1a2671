package io.headwater.restore.omit;

import io.headwater.restore.omit.OmissionReport.Touch;
import io.headwater.restore.point.FoundEntry;
import io.headwater.restore.request.Omission;
import io.headwater.restore.text.Json;
import io.headwater.restore.text.Times;
import io.headwater.schemas.Actor;
import java.util.List;

/** Prints what was left out. Pure. */
public final class OmissionText {
    private static final int SHOWN = 10;

    private OmissionText() {}

    /** For people; empty if nothing was asked to be left out. */
    public static String text(Omission omission, OmissionReport report) {
        if (omission.isNone()) {
            return "";
        }
        StringBuilder out = new StringBuilder("left out ").append(omission).append(": ")
                .append(Times.count(report.entries())).append(" entries, ").append(Times.count(report.effects())).append(" effects\n");
        String atLeast = report.complete() ? "" : "at least ";
        if (report.dependents() > 0) {
            out.append("  warning: ").append(atLeast).append(Times.count(report.dependents()))
                    .append(" later entries wrote keys that what was left out had written; their values may build on it\n");
            list(report.someDependents(), report.dependents(), out);
        }
        if (report.inapplicable() > 0) {
            out.append("  warning: ").append(Times.count(report.inapplicable()))
                    .append(" later effects do not fit without what was left out, and were passed over\n");
            list(report.someInapplicable(), report.inapplicable(), out);
        }
        return out.toString();
    }

    private static void list(List<Touch> touches, long all, StringBuilder out) {
        for (Touch touch : touches.subList(0, Math.min(SHOWN, touches.size()))) {
            out.append("    ").append(touch.key()).append(" (db ").append(touch.database()).append("): ").append(touch.effect()).append(" at ")
                    .append(Times.text(touch.timeMs())).append(", position ").append(touch.position()).append(" of shard ").append(touch.shard())
                    .append(", ").append(FoundEntry.by(touch.actor())).append(touch.why().isEmpty() ? "" : ": " + touch.why()).append('\n');
        }
        if (all > SHOWN) {
            out.append("    ... and ").append(Times.count(all - Math.min(SHOWN, touches.size()))).append(" more\n");
        }
    }

    public static void json(Json json, Omission omission, OmissionReport report) {
        if (omission.isNone()) {
            return;
        }
        json.object("leftOut")
                .member("what", omission.toString())
                .member("entries", report.entries())
                .member("effects", report.effects())
                .member("dependents", report.dependents())
                .member("inapplicable", report.inapplicable())
                .member("complete", report.complete());
        list(json.array("someDependents"), report.someDependents());
        list(json.endArray().array("someInapplicable"), report.someInapplicable());
        json.endArray().endObject();
    }

    private static void list(Json json, List<Touch> touches) {
        for (Touch touch : touches) {
            json.object()
                    .member("shard", touch.shard())
                    .member("position", touch.position().toString())
                    .member("timeMs", touch.timeMs())
                    .member("db", touch.database())
                    .member("key", touch.key())
                    .member("effect", touch.effect());
            Actor actor = touch.actor();
            if (actor != null) {
                json.member("client", actor.client()).member("user", actor.user());
            }
            if (!touch.why().isEmpty()) {
                json.member("why", touch.why());
            }
            json.endObject();
        }
    }
}
