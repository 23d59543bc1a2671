package io.headwater.archive;

import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Verdict;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The segment that grows. Of heartbeats in a row only the last is kept: it alone is what a claim can refer to and what proves that time went on,
 * and an idle log would otherwise archive ten a second. One thread.
 */
final class OpenSegment implements AutoCloseable {
    private final Path spoolDirectory;
    private final KafkaNote start;
    private @Nullable SegmentWriter writer;
    private byte @Nullable [] heartbeat;
    private KafkaNote beforeHeartbeat;
    private long heartbeatTimeMs;
    private long firstTimeMs;
    private long effects;

    /** @param start the log before the first record to come */
    OpenSegment(Path spoolDirectory, KafkaNote start) {
        this.spoolDirectory = spoolDirectory;
        this.start = start;
        this.beforeHeartbeat = start;
    }

    KafkaNote start() {
        return start;
    }

    /** Whether it holds more than a heartbeat. */
    boolean worthStoring() {
        return writer != null;
    }

    /** Whether nothing was appended, not even a heartbeat. */
    boolean isEmpty() {
        return writer == null && heartbeat == null;
    }

    long bytes() {
        return writer == null ? 0 : writer.bytes();
    }

    long records() {
        return writer == null ? 0 : writer.records();
    }

    long effects() {
        return effects;
    }

    long firstTimeMs() {
        return firstTimeMs;
    }

    /** The log in front of the heartbeat that is held back; meaningful while {@link #worthStoring} is false. */
    KafkaNote beforeHeartbeat() {
        return beforeHeartbeat;
    }

    /** The time of the heartbeat that is held back. */
    long heartbeatTimeMs() {
        return heartbeatTimeMs;
    }

    /**
     * Appends a valid record.
     *
     * @param before the log in front of it; used only for a heartbeat
     */
    void append(LogRecordReader record, Verdict verdict, byte[] bytes, int offset, int length, KafkaNote before) {
        if (verdict == Verdict.HEARTBEAT) {
            heartbeat = Arrays.copyOfRange(bytes, offset, offset + length);
            beforeHeartbeat = before;
            heartbeatTimeMs = record.timeMs();
            return;
        }
        appendHeartbeat();
        write(bytes, offset, length, record.timeMs());
    }

    void countEffects(LogRecordReader entries) {
        while (entries.nextEntry()) {
            while (entries.nextEffect()) {
                effects++;
            }
        }
    }

    /** Appends the heartbeat that is held back, so that the segment's end is the log's. */
    void appendHeartbeat() {
        if (heartbeat != null) {
            write(heartbeat, 0, heartbeat.length, heartbeatTimeMs);
            heartbeat = null;
        }
    }

    private void write(byte[] bytes, int offset, int length, long timeMs) {
        if (writer == null) {
            firstTimeMs = timeMs;
        }
        writer().append(bytes, offset, length);
    }

    SegmentWriter writer() {
        if (writer == null) {
            writer = new SegmentWriter(Spool.create(spoolDirectory));
        }
        return writer;
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
