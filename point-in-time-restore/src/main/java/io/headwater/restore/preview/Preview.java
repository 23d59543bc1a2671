package io.headwater.restore.preview;

import io.headwater.restore.diff.DiffCounts;
import io.headwater.restore.diff.DiffText;
import io.headwater.restore.omit.OmissionReport;
import io.headwater.restore.omit.OmissionText;
import io.headwater.restore.plan.Plan;
import io.headwater.restore.plan.PlanText;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.restore.text.Json;
import io.headwater.restore.text.Times;
import java.util.Locale;

/**
 * What a restore would change.
 *
 * @param against what it was compared with
 * @param diff keys that would be created, changed and removed there
 * @param keys that would be restored
 * @param omitted what was left out
 * @param effects that were replayed for it
 * @param replaySeconds what loading and replaying to the point took: a restore takes as long, and what it takes to write
 */
public record Preview(String against, DiffCounts diff, long keys, OmissionReport omitted, long effects, double replaySeconds) {
    private long rate() {
        return replaySeconds == 0 ? 0 : Math.round(effects / replaySeconds);
    }

    public String text(RestoreRequest request) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "preview   %s keys (%s, TTL %s), about %.1f s to replay them (measured: %s effects/s)%n",
                Times.count(keys), request.selection(), request.ttl().name().toLowerCase(Locale.ROOT), replaySeconds, Times.count(rate())));
        out.append("against   ").append(against).append('\n');
        DiffText.text(diff, out);
        return out.append(OmissionText.text(request.omission(), omitted)).append("nothing was written\n").toString();
    }

    public String json(RestoreRequest request, Plan plan) {
        Json json = new Json().object().object("plan");
        PlanText.plan(json, plan);
        json.endObject()
                .member("preview", true)
                .member("against", against)
                .member("selection", request.selection().toString())
                .member("ttl", request.ttl().name().toLowerCase(Locale.ROOT))
                .member("keys", keys)
                .member("effects", effects)
                .member("replaySeconds", replaySeconds)
                .member("effectsPerSecond", rate());
        OmissionText.json(json, request.omission(), omitted);
        DiffText.json(diff, json);
        return json.endObject().toString();
    }
}
