package io.headwater.restore;

import io.headwater.restore.omit.OmissionReport;
import io.headwater.restore.omit.OmissionText;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.plan.PlanText;
import io.headwater.restore.publish.Publication;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.restore.text.Json;
import io.headwater.restore.text.Times;
import io.headwater.schemas.ArchiveManifest.Proven;
import io.headwater.schemas.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a restore did.
 *
 * @param target where to
 * @param toMs the restored time, milliseconds since 1970
 * @param keys that were restored
 * @param written keys that were written: some may have been there already, others may have had to go
 * @param expired keys left out, because they were expired at the restored time
 * @param expiringSoon written keys that a stock server will drop by its own clock
 * @param bytes that were written
 * @param omitted what was left out, and what came of it
 * @param seconds from the first byte read to the end
 */
public record RestoreResult(
        String target,
        long toMs,
        List<Shard> shards,
        long keys,
        long written,
        long expired,
        long expiringSoon,
        long bytes,
        OmissionReport omitted,
        double seconds) {
    public RestoreResult {
        shards = List.copyOf(shards);
    }

    /**
     * A shard of it.
     *
     * @param position behind its last entry
     * @param effects replayed
     * @param seconds that loading and replaying took
     * @param proven the newest digest of the log that the keys were compared with; null if there was none
     * @param way by which it was restored
     * @param detours what was wrong with the ways that were tried before, a line each
     */
    public record Shard(
            int shard,
            String timeline,
            Position position,
            long keys,
            long effects,
            double seconds,
            @Nullable Proven proven,
            String way,
            List<String> detours) {
        public Shard {
            detours = List.copyOf(detours);
        }
    }

    /** Effects replayed on all shards. */
    public long effects() {
        return shards.stream().mapToLong(Shard::effects).sum();
    }

    /** Effects replayed in a second of replaying. */
    public double effectsPerSecond() {
        double replaySeconds = shards.stream().mapToDouble(Shard::seconds).sum();
        return replaySeconds == 0 ? 0 : effects() / replaySeconds;
    }

    /** The result for people. */
    String text(RestoreRequest request) {
        StringBuilder out = new StringBuilder();
        for (Shard shard : shards) {
            out.append(String.format(
                    Locale.ROOT,
                    "shard %d restored to %s: position %s, %s keys, %s effects in %.2f s; %s%n",
                    shard.shard(), Times.text(toMs), shard.position(), Times.count(shard.keys()), Times.count(shard.effects()), shard.seconds(),
                    proven(shard.proven())));
            if (!shard.detours().isEmpty()) {
                shard.detours().forEach(detour -> out.append("  went around: ").append(detour).append('\n'));
                out.append("  restored by: ").append(shard.way()).append('\n');
            }
        }
        out.append(String.format(
                Locale.ROOT,
                "wrote %s: %s, %s, in %.2f s (%s effects/s replayed)%n",
                target, keysText(), Times.bytes(bytes), seconds, Times.count(Math.round(effectsPerSecond()))));
        out.append(OmissionText.text(request.omission(), omitted));
        if (expired > 0) {
            out.append(Times.count(expired)).append(" keys were expired at that time and are left out\n");
        }
        return out.toString();
    }

    private String keysText() {
        return written == keys ? Times.count(keys) + " keys" : Times.count(written) + " keys written, of a state of " + Times.count(keys);
    }

    private static String proven(@Nullable Proven proven) {
        return proven == null
                ? "not proven by a digest"
                : "equal to the primary's digest at lsn " + proven.lsn() + ", " + Times.text(proven.timeMs());
    }

    /** Lines to warn with. */
    List<String> warnings(RestoreRequest request) {
        List<String> warnings = new ArrayList<>();
        if (expiringSoon > 0) {
            warnings.add("warning: " + Times.count(expiringSoon)
                    + " of these keys have an expiry that has passed since; a server drops them as soon as it loads them");
        }
        if (keys == 0 && !request.selection().isAll()) {
            warnings.add("warning: no key of then is among " + request.selection());
        }
        if (!request.omission().isNone() && omitted.entries() == 0 && omitted.effects() == 0) {
            warnings.add("warning: there was nothing to leave out: " + request.omission());
        }
        return warnings;
    }

    /** The result as one JSON object, with the plan that led to it. */
    String json(RestoreRequest request, Plan plan, Publication publication) {
        Json json = new Json().object().object("plan");
        PlanText.plan(json, plan);
        json.endObject().member("target", target).member("toMs", toMs).array("shards");
        for (Shard shard : shards) {
            json.object()
                    .member("shard", shard.shard())
                    .member("timeline", shard.timeline())
                    .member("position", shard.position().toString())
                    .member("keys", shard.keys())
                    .member("effects", shard.effects())
                    .member("seconds", shard.seconds());
            Proven proven = shard.proven();
            if (proven != null) {
                json.member("digestLsn", proven.lsn()).member("digestMs", proven.timeMs());
            }
            json.member("way", shard.way()).array("detours");
            shard.detours().forEach(json::element);
            json.endArray().endObject();
        }
        json.endArray();
        OmissionText.json(json, request.omission(), omitted);
        publication.report(json);
        return json.member("selection", request.selection().toString())
                .member("ttl", request.ttl().name().toLowerCase(Locale.ROOT))
                .member("keys", keys)
                .member("written", written)
                .member("expired", expired)
                .member("expiringSoon", expiringSoon)
                .member("bytes", bytes)
                .member("effects", effects())
                .member("effectsPerSecond", effectsPerSecond())
                .member("seconds", seconds)
                .endObject()
                .toString();
    }
}
