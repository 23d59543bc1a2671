package io.headwater.cache.rdb;

import java.io.IOException;

/**
 * The bytes are not an RDB file that this reader understands: damaged, cut short, or of a kind that it does not hold.
 * It is an {@link IOException} because to a caller a damaged file and a failing disk call for the same answer.
 */
public class RdbException extends IOException {
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

    /** Bytes from the start of the file. */
    public final long offset() {
        return offset;
    }
}
