package io.headwater.restore.tap;

import io.headwater.replication.JudgedRecord;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints entries, one line for each effect:
 *
 * <pre>{@code
 * {"shard":0,"timeline":"..","epoch":1,"lsn":17,"index":0,"time":MS,"db":0,"command":["SET","k","v"]}
 * }</pre>
 *
 * {@code index} counts the effects of an entry, and {@code db} is the database in which the effect acts. A control has {@code "control":{"kind":"marker","data":".."}} in the command's place.
 * One thread.
 */
final class TapPrinter {
    private final JsonLines out;
    private final int shard;
    private final @Nullable Position fromPosition;
    private final long fromMs;
    private final LogRecordReader record = new LogRecordReader();
    private String timeline = "";
    private long timelineHigh;
    private long timelineLow;

    /**
     * @param fromPosition leave out entries before this one; null to leave out none
     * @param fromMs leave out entries before this time
     */
    TapPrinter(JsonLines out, int shard, @Nullable Position fromPosition, long fromMs) {
        this.out = out;
        this.shard = shard;
        this.fromPosition = fromPosition;
        this.fromMs = fromMs;
    }

    /** Prints the entries that take effect with a record. */
    void print(JudgedRecord judged) throws IOException {
        if (!judged.verdict().takesEffect() || judged.timeMs() < fromMs) {
            return;
        }
        judged.read(record);
        nameTimeline();
        while (record.nextEntry()) {
            if (record.entryTimeMs() >= fromMs && !isBefore(judged.epoch(), record.lsn())) {
                printEntry(judged.epoch());
            }
        }
    }

    private boolean isBefore(long epoch, long lsn) {
        return fromPosition != null && new Position(epoch, lsn).compareTo(fromPosition) < 0;
    }

    private void nameTimeline() {
        var current = record.timeline();
        if (timeline.isEmpty() || current.high() != timelineHigh || current.low() != timelineLow) {
            timeline = current.toString();
            timelineHigh = current.high();
            timelineLow = current.low();
        }
    }

    private void printEntry(long epoch) throws IOException {
        int index = 0;
        long database = record.database();
        if (record.isControl()) {
            beginLine(epoch, index, database);
            byte[] data = record.controlData();
            out.raw("\"control\":{\"kind\":\"")
                    .raw(record.controlKind().name().toLowerCase(Locale.ROOT))
                    .raw("\",\"data\":")
                    .value(data, 0, data.length)
                    .raw("}}");
            out.endLine();
            return;
        }
        while (record.nextEffect()) {
            if (record.argumentCount() == 2 && isSelect()) {
                database = selected();
            }
            beginLine(epoch, index++, database);
            out.raw("\"command\":[");
            for (int i = 0; i < record.argumentCount(); i++) {
                if (i > 0) {
                    out.raw(",");
                }
                out.value(record.bytes(), record.argumentOffset(i), record.argumentLength(i));
            }
            out.raw("]}");
            out.endLine();
        }
    }

    private void beginLine(long epoch, int index, long database) {
        out.raw("{\"shard\":").number(shard)
                .raw(",\"timeline\":\"").raw(timeline)
                .raw("\",\"epoch\":").number(epoch)
                .raw(",\"lsn\":").number(record.lsn())
                .raw(",\"index\":").number(index)
                .raw(",\"time\":").number(record.entryTimeMs())
                .raw(",\"db\":").number(database)
                .raw(",");
    }

    private boolean isSelect() {
        return record.argumentLength(0) == 6
                && new String(record.bytes(), record.argumentOffset(0), 6, StandardCharsets.ISO_8859_1).equals("SELECT");
    }

    private long selected() {
        return Long.parseLong(new String(record.argument(1), StandardCharsets.ISO_8859_1));
    }
}
