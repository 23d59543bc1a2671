package io.headwater.cache.binlog;

import io.headwater.schemas.Timeline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The start of a segment file; numbers are little-endian, the timeline is as in a log record.
 *
 * <pre>
 *  0.. 7   magic "HWBINLOG"
 *  8..11   version, 1
 * 12..15   shard
 * 16..23   fingerprint of the schema of the log records, CRC-64-AVRO
 * 24..39   timeline; zeros when the segment was opened before any was known
 * 40..47   number of the segment
 * 48..55   first lsn: one above the last complete entry before the segment
 * 56..59   next chunk: 0, or the index of the chunk with which an entry begun in an earlier segment goes on
 * 60..63   CRC-32C of bytes 0..59
 * 64..     frames, until a length word of zero or the file's end
 * </pre>
 *
 * A header is written and synced before the first frame, and after every frame of earlier segments was synced. So a file that holds a header proves the segments
 * before it complete, and a file without one holds no frames.
 *
 * @param fingerprint of the schema
 * @param timeline null when none was known
 * @param number from 1
 * @param firstLsn from 1
 * @param nextChunk 0 when the segment starts with a whole record
 */
record SegmentHeader(
        int shard, long fingerprint, @Nullable Timeline timeline, long number, long firstLsn, int nextChunk) {
    static final int BYTES = 64;

    private static final long MAGIC = 0x474f4c4e49425748L; // "HWBINLOG", little-endian
    private static final int VERSION = 1;
    private static final int CRC_OFFSET = 60;

    /** What stands where a header should. */
    enum Kind {
        /** A header whose checksum is right and whose version is known. */
        VALID,
        /** Only zeros: the file was reserved and never used. */
        BLANK,
        /** A header of a newer version. */
        FOREIGN,
        /** Anything else. */
        BROKEN
    }

    /** The header's bytes, ready to be written. */
    ByteBuffer encoded() {
        ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAGIC).putInt(VERSION).putInt(shard).putLong(fingerprint);
        out.order(ByteOrder.BIG_ENDIAN);
        out.putLong(timeline == null ? 0 : timeline.high()).putLong(timeline == null ? 0 : timeline.low());
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(number).putLong(firstLsn).putInt(nextChunk).putInt(crc(out.array()));
        return out.flip();
    }

    /** Judges the first {@link #BYTES} of a file, or all of a shorter one. */
    static Kind kind(byte[] bytes) {
        if (blank(bytes)) {
            return Kind.BLANK;
        }
        if (bytes.length < BYTES) {
            return Kind.BROKEN;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getLong(0) != MAGIC || in.getInt(CRC_OFFSET) != crc(bytes)) {
            return Kind.BROKEN;
        }
        return in.getInt(8) == VERSION ? Kind.VALID : Kind.FOREIGN;
    }

    /** Decodes bytes of kind {@link Kind#VALID}. */
    static SegmentHeader decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int shard = in.getInt(12);
        long fingerprint = in.getLong(16);
        long high = in.order(ByteOrder.BIG_ENDIAN).getLong(24);
        long low = in.getLong(32);
        in.order(ByteOrder.LITTLE_ENDIAN);
        Timeline timeline = high == 0 && low == 0 ? null : new Timeline(high, low);
        return new SegmentHeader(shard, fingerprint, timeline, in.getLong(40), in.getLong(48), in.getInt(56));
    }

    private static boolean blank(byte[] bytes) {
        for (byte each : bytes) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private static int crc(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CRC_OFFSET);
        return (int) crc.getValue();
    }
}
