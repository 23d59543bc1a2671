package io.headwater.hub.backup;

import io.headwater.archive.proof.Verification.Report;
import io.headwater.restore.text.Json;
import java.util.Locale;

/** Prints what a verification found. Pure. */
public final class VerifyText {
    private VerifyText() {}

    /** For people. */
    public static String text(Report report) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "%d of %d objects read back, %s, in %.2f s%s%n",
                report.objectsRead(),
                report.objects(),
                Figures.bytes(report.bytesRead()),
                report.seconds(),
                report.objectsRead() < report.objects() ? "; the others were found whole before" : ""));
        report.problems().forEach(problem -> out.append("PROBLEM ").append(problem).append('\n'));
        var rehearsal = report.rehearsal();
        if (rehearsal.isGood()) {
            out.append(String.format(
                    Locale.ROOT,
                    "restored %s in %.2f s: %d keys, %d effects replayed; %s%n",
                    Figures.time(rehearsal.restoredMs()),
                    rehearsal.seconds(),
                    rehearsal.keys(),
                    rehearsal.effects(),
                    ProofText.digest(rehearsal)));
        } else {
            out.append("PROBLEM the rehearsal").append(rehearsal.restoredMs() == 0 ? "" : " of " + Figures.time(rehearsal.restoredMs())).append(" failed: ").append(rehearsal.problem()).append('\n');
        }
        report.notes().forEach(note -> out.append("note: ").append(note).append('\n'));
        return out.append(report.isGood() ? "the archive is whole and restores\n" : "the archive needs attention\n").toString();
    }

    /** For programs: one object. */
    public static String json(Report report) {
        Json json = new Json().object()
                .member("good", report.isGood())
                .member("objects", report.objects())
                .member("objects_read", report.objectsRead())
                .member("bytes_read", report.bytesRead())
                .member("seconds", report.seconds())
                .array("problems");
        report.problems().forEach(json::element);
        json.endArray().array("notes");
        report.notes().forEach(json::element);
        json.endArray().object("rehearsal");
        return ProofText.json(json, report.rehearsal()).endObject().endObject() + "\n";
    }
}
