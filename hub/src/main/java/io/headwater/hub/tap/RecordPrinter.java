package io.headwater.hub.tap;

import io.headwater.replication.JudgedRecord;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import java.io.OutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Prints the effects of a shard's valid records that do not lie before the wanted start. One thread. */
final class RecordPrinter {
    private static final byte[] SELECT = "SELECT".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final long fromMs;
    private final Position from;
    private final LogRecordReader reader = new LogRecordReader();
    private final JsonLine line = new JsonLine();

    /**
     * @param fromMs skip entries with an earlier time, ms since 1970
     * @param from skip entries before this position
     */
    RecordPrinter(OutputStream out, long fromMs, Position from) {
        this.out = out;
        this.fromMs = fromMs;
        this.from = from;
    }

    /** Prints a record's effects; a record without entries prints nothing. */
    void print(JudgedRecord record) throws IOException {
        record.read(reader);
        while (reader.nextEntry()) {
            if (reader.entryTimeMs() >= fromMs && new Position(reader.epoch(), reader.lsn()).compareTo(from) >= 0) {
                printEntry();
            }
        }
    }

    private void printEntry() throws IOException {
        int database = reader.database();
        for (int index = 0; reader.nextEffect(); index++) {
            line.clear();
            line.raw("{\"shard\":").number(reader.shard());
            line.raw(",\"timeline\":\"").raw(reader.timeline().toString());
            line.raw("\",\"epoch\":").number(reader.epoch());
            line.raw(",\"lsn\":").number(reader.lsn());
            line.raw(",\"index\":").number(index);
            line.raw(",\"time\":").number(reader.entryTimeMs());
            line.raw(",\"db\":").number(database);
            line.raw(",\"command\":[");
            for (int i = 0; i < reader.argumentCount(); i++) {
                line.raw(i == 0 ? "" : ",").value(reader.bytes(), reader.argumentOffset(i), reader.argumentLength(i));
            }
            line.raw("]}\n");
            out.write(line.bytes(), 0, line.length());
            if (isSelect()) {
                database = Integer.parseInt(new String(reader.argument(1), StandardCharsets.US_ASCII));
            }
        }
    }

    private boolean isSelect() {
        int at = reader.argumentOffset(0);
        return reader.argumentCount() == 2
                && Arrays.equals(reader.bytes(), at, at + reader.argumentLength(0), SELECT, 0, SELECT.length);
    }
}
