package io.headwater.cache.rdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The bytes are not an RDB file that this reader understands: damaged, cut short, or of a kind that it does not hold.
 * It is an {@link IOException} because to a caller a damaged file and a failing disk call for the same answer.
 */
public class RdbException extends IOException {
    private static final int MAX_SHOWN_BYTES = 128;

    private final long offset;

    /**
     * @param reason what is wrong, without the position
     * @param offset bytes from the start of the file to where it was seen; inside a packed or compressed value, where
     *     that value begins
     */
    public RdbException(String reason, long offset) {
        super(reason + " (at byte " + offset + " of the RDB file)");
        this.offset = offset;
    }

    /** A key or element for a message: one line, and not too long. */
    static String printable(byte[] bytes) {
        int shown = Math.min(bytes.length, MAX_SHOWN_BYTES);
        String text = new String(bytes, 0, shown, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        return shown < bytes.length ? text + "..." : text;
    }

    /** Bytes from the start of the file. */
    public final long offset() {
        return offset;
    }
}
