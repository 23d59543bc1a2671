package io.headwater.schemas;

import java.util.zip.CRC32C;

/**
 * A frame of a binlog segment.
 *
 * <pre>
 * 0..3   length of kind and payload, little-endian; 0 = nothing was written from here on
 * 4..7   CRC-32C of kind and payload, little-endian
 * 8      kind: 0 a log record, 1 a local note
 * 9..    payload
 * </pre>
 */
public final class FrameCodec {
    /** Bytes in front of a payload. */
    public static final int HEADER_BYTES = 9;

    /** The payload is a {@code LogRecord}. */
    public static final byte KIND_RECORD = 0;

    /** The payload is a {@code LocalNote}. */
    public static final byte KIND_NOTE = 1;

    /** No payload is longer: a batch or chunk with its header. */
    public static final int MAX_PAYLOAD_BYTES = BatchEncoder.MAX_BATCH_BYTES + 4096;

    private FrameCodec() {}

    /**
     * Writes the header of a frame whose payload already stands behind it.
     *
     * @param frameOffset where the frame starts; the payload starts {@link #HEADER_BYTES} later
     */
    public static void seal(byte[] bytes, int frameOffset, byte kind, int payloadLength) {
        bytes[frameOffset + 8] = kind;
        Bytes.putIntLittleEndian(bytes, frameOffset, payloadLength + 1);
        Bytes.putIntLittleEndian(bytes, frameOffset + 4, crc(bytes, frameOffset, payloadLength + 1));
    }

    /** The length of kind and payload; may be any number when the bytes are damaged. */
    public static int length(byte[] bytes, int frameOffset) {
        return Bytes.intLittleEndianAt(bytes, frameOffset);
    }

    /** Whether a length read by {@link #length} can be a frame's. */
    public static boolean plausible(int length) {
        return length >= 2 && length <= MAX_PAYLOAD_BYTES + 1;
    }

    /** Whether the frame's bytes are those that were sealed. All {@code 8 + length} bytes must be in the array. */
    public static boolean intact(byte[] bytes, int frameOffset, int length) {
        return Bytes.intLittleEndianAt(bytes, frameOffset + 4) == crc(bytes, frameOffset, length);
    }

    private static int crc(byte[] bytes, int frameOffset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, frameOffset + 8, length);
        return (int) crc.getValue();
    }
}
