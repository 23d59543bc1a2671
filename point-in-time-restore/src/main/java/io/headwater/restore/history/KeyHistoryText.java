package io.headwater.restore.history;

import io.headwater.archive.replay.Route;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.ValueType;
import io.headwater.cache.engine.read.KeyTrace;
import io.headwater.cache.engine.read.KeyVersion;
import io.headwater.cache.engine.read.ValueText;
import io.headwater.restore.history.KeyHistory.Question;
import io.headwater.restore.point.FoundEntry;
import io.headwater.restore.text.Json;
import io.headwater.restore.text.Times;
import io.headwater.schemas.Actor;
import java.nio.charset.StandardCharsets;

/**
 * Prints the history of a key. Pure.
 *
 * @param shard that owns the key
 * @param route the way that was read
 */
record KeyHistoryText(Question question, int shard, KeyTrace trace, Route route) {
    /** For people. */
    String text() {
        StringBuilder out = new StringBuilder("key ").append(key()).append(" (db ").append(question.database()).append("), shard ").append(shard)
                .append(": ").append(Times.count(trace.versions().size())).append(" of ").append(Times.count(trace.seen()))
                .append(" versions, newest first\n");
        if (route.snapshot() != null) {
            out.append("  from ").append(route.base()).append(" at ").append(Times.text(route.from())).append(" on: what was before is in a snapshot\n");
        }
        for (KeyVersion version : trace.versions()) {
            out.append(Times.text(version.timeMs())).append("  ").append(version.position()).append("  ").append(FoundEntry.by(version.actor())).append('\n');
            version.effects().forEach(effect -> out.append("    ").append(effect).append('\n'));
            out.append("    = ").append(value(version)).append('\n');
        }
        if (!trace.versions().isEmpty()) {
            out.append("bring one back: ").append(restore("POSITION")).append('\n');
        } else {
            out.append("nothing wrote it since ").append(Times.text(route.from())).append('\n');
        }
        return out.toString();
    }

    private static String value(KeyVersion version) {
        ValueType type = version.type();
        if (type == null) {
            return "gone";
        }
        String value = type == ValueType.STRING
                ? ValueText.quoted(version.value(), 0, version.value().length) + (version.bytes() > version.value().length ? " of " + version.bytes() + " bytes" : "")
                : new String(version.value(), StandardCharsets.UTF_8);
        return type.text() + " " + value + (version.expireAtMs() == Entry.NO_EXPIRY ? "" : ", expires " + Times.text(version.expireAtMs()));
    }

    private String key() {
        return new String(question.key(), StandardCharsets.UTF_8);
    }

    /** The command that brings a version back. */
    private String restore(String position) {
        String glob = key().replaceAll("([*?\\[\\]\\\\^])", "\\\\$1").replace("'", "'\\''");
        return "headwater restore --to " + position + " --shard " + shard + " --db " + question.database() + " --key '" + glob + "' --rdb FILE";
    }

    /** As one JSON object. */
    String json() {
        Json json = new Json()
                .object()
                .member("key", key())
                .member("db", question.database())
                .member("shard", shard)
                .member("timeline", route.history().timeline().toString())
                .member("fromMs", route.from())
                .member("seen", trace.seen())
                .array("versions");
        for (KeyVersion version : trace.versions()) {
            Actor actor = version.actor();
            json.object().member("position", version.position().toString()).member("timeMs", version.timeMs());
            if (actor != null) {
                json.member("client", actor.client()).member("user", actor.user());
            }
            json.array("effects");
            version.effects().forEach(json::element);
            json.endArray();
            ValueType type = version.type();
            if (type != null) {
                json.member("type", type.text())
                        .member("value", new String(version.value(), StandardCharsets.UTF_8))
                        .member("size", version.bytes())
                        .member("expireAtMs", version.expireAtMs());
            }
            json.member("gone", version.isGone()).member("restore", restore(version.position().toString())).endObject();
        }
        return json.endArray().endObject() + "\n";
    }
}
