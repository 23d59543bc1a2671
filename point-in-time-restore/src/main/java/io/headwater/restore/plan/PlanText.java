package io.headwater.restore.plan;

import io.headwater.archive.replay.Route;
import io.headwater.archive.replay.Route.TopicEntry;
import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.archive.replay.Window;
import io.headwater.restore.text.Json;
import io.headwater.restore.text.Times;
import java.util.List;

/** Prints plans. Pure. */
public final class PlanText {
    /** Of more segments than this only the first and last are listed; JSON has them all. */
    private static final int LISTED_SEGMENTS = 12;

    private PlanText() {}

    /** A plan for people. */
    public static String text(Plan plan) {
        StringBuilder out = new StringBuilder();
        out.append("restore of cluster ").append(plan.cluster()).append(" to ").append(Times.text(plan.toMs()))
                .append(plan.latest() ? " (latest, " : " (").append(plan.toMs()).append(" ms)\n");
        out.append("  window    ").append(plan.windows().isEmpty() ? "none" : Times.text(plan.windows())).append('\n');
        for (Route route : plan.shards()) {
            text(route, out);
        }
        out.append("  to do     about ").append(Times.count(plan.entries())).append(" entries of at least one effect each, ")
                .append(Times.bytes(plan.bytes())).append(" of archive\n");
        for (String note : plan.notes()) {
            out.append("  note      ").append(note).append('\n');
        }
        return out.toString();
    }

    private static void text(Route route, StringBuilder out) {
        out.append("shard ").append(route.history().shard()).append(", timeline ").append(route.history().timeline()).append('\n');
        SnapshotInfo snapshot = route.snapshot();
        if (snapshot == null) {
            out.append("  start     empty, at the log's beginning, ").append(Times.text(route.from())).append('\n');
        } else {
            out.append("  snapshot  ").append(snapshot.object()).append(", ").append(snapshot.position()).append(" at ")
                    .append(Times.text(snapshot.timeMs())).append(", ").append(Times.bytes(snapshot.bytes())).append('\n');
        }
        List<SegmentInfo> segments = route.segments();
        for (int i = 0; i < segments.size(); i++) {
            if (segments.size() > LISTED_SEGMENTS && i == LISTED_SEGMENTS - 1) {
                out.append("  ...       ").append(segments.size() - LISTED_SEGMENTS).append(" segments more\n");
                i = segments.size() - 1;
            }
            SegmentInfo segment = segments.get(i);
            out.append("  segment   ").append(segment.object()).append(", ").append(lsns(segment)).append(", ")
                    .append(Times.bytes(segment.bytes())).append('\n');
        }
        TopicEntry topic = route.topic();
        if (topic != null) {
            boolean empty = route.end().lsn() <= topic.after().lsn();
            out.append("  topic     from offset ").append(topic.offset()).append(", ")
                    .append(empty ? "no entries yet" : "lsn " + (topic.after().lsn() + 1) + " to " + route.end().lsn()).append('\n');
        }
    }

    private static String lsns(SegmentInfo segment) {
        return segment.entries() == 0
                ? "no entries"
                : "lsn " + (segment.after().lsn() + 1) + " to " + segment.last().lsn();
    }

    /** A plan as one JSON object. */
    public static String json(Plan plan, Estimate estimate) {
        Json json = new Json().object();
        plan(json, plan);
        estimate.json(json);
        return json.endObject().toString();
    }

    public static void plan(Json json, Plan plan) {
        json.member("cluster", plan.cluster())
                .member("store", plan.store())
                .member("to", Times.text(plan.toMs()))
                .member("toMs", plan.toMs())
                .member("latest", plan.latest())
                .array("windows");
        for (Window window : plan.windows()) {
            json.object().member("oldestMs", window.oldestMs()).member("newestMs", window.newestMs()).endObject();
        }
        json.endArray().member("entries", plan.entries()).member("archiveBytes", plan.bytes()).array("shards");
        plan.shards().forEach(route -> route(json, route));
        json.endArray().array("notes");
        plan.notes().forEach(json::element);
        json.endArray();
    }

    private static void route(Json json, Route route) {
        json.object()
                .member("shard", route.history().shard())
                .member("timeline", route.history().timeline().toString())
                .member("fromMs", route.from())
                .member("reachMs", route.reachMs())
                .member("entries", route.entries());
        SnapshotInfo snapshot = route.snapshot();
        if (snapshot != null) {
            json.object("snapshot")
                    .member("object", snapshot.object())
                    .member("position", snapshot.position().toString())
                    .member("timeMs", snapshot.timeMs())
                    .member("bytes", snapshot.bytes())
                    .endObject();
        }
        json.array("segments");
        for (SegmentInfo segment : route.segments()) {
            json.object()
                    .member("object", segment.object())
                    .member("firstLsn", segment.after().lsn() + 1)
                    .member("lastLsn", segment.last().lsn())
                    .member("bytes", segment.bytes())
                    .endObject();
        }
        json.endArray();
        TopicEntry topic = route.topic();
        if (topic != null) {
            json.object("topic")
                    .member("offset", topic.offset())
                    .member("firstLsn", topic.after().lsn() + 1)
                    .member("lastLsn", route.end().lsn())
                    .endObject();
        }
        json.endObject();
    }
}
