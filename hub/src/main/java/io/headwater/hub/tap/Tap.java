package io.headwater.hub.tap;

import io.headwater.replication.JudgedRecord;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.Position;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints the logs of some shards: one line per effect, in the order of the log within a shard. Every log is read from its
 * oldest record, whatever is wanted of it, because what is valid is known only from there. One thread.
 */
public final class Tap {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration POLL_OF_MANY = Duration.ofMillis(20);

    private final List<ShardReader> readers;
    private final OutputStream out;

    /** Reads from the readers, which stay the caller's to close; {@code out} should be buffered, it is flushed whenever nothing is waiting. */
    public Tap(List<ShardReader> readers, OutputStream out) {
        this.readers = List.copyOf(readers);
        this.out = out;
    }

    /**
     * Prints up to the end that the logs have now, or without end.
     *
     * @param fromMs begin with the first entry of this time or later, ms since 1970; {@link Long#MAX_VALUE}: behind what there is now
     * @param from begin with the entry at this position
     * @throws IOException if nobody reads the output any more
     * @throws io.headwater.schemas.HeadwaterException if a log cannot be read, or Kafka is out of reach where an end is wanted
     */
    public void run(long fromMs, Position from, boolean follow) throws IOException {
        boolean fromEnd = fromMs == Long.MAX_VALUE;
        List<Cursor> open = new ArrayList<>();
        for (ShardReader reader : readers) {
            open.add(new Cursor(reader, reader.end().offset(), new RecordPrinter(out, fromEnd ? 0 : fromMs, from)));
        }
        Duration patience = readers.size() == 1 ? POLL : POLL_OF_MANY;
        while (true) {
            if (!follow) {
                open.removeIf(Cursor::atEnd);
            }
            if (open.isEmpty()) {
                out.flush();
                return;
            }
            boolean any = false;
            for (Cursor cursor : open) {
                any |= cursor.advance(patience, fromEnd);
            }
            if (!any) {
                out.flush();
                if (!follow) {
                    // Nothing came although there is more: fails if Kafka is away, so that the wait is not endless.
                    open.forEach(cursor -> cursor.reader.end());
                }
            }
        }
    }

    /** One shard's reading. */
    private record Cursor(ShardReader reader, long endOffset, RecordPrinter printer) {
        boolean atEnd() {
            return reader.nextOffset() >= endOffset;
        }

        boolean advance(Duration patience, boolean skipToEnd) throws IOException {
            List<JudgedRecord> records = reader.poll(patience);
            for (JudgedRecord record : records) {
                if (!skipToEnd || record.offset() >= endOffset) {
                    printer.print(record);
                }
            }
            return !records.isEmpty();
        }
    }
}
