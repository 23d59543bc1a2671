package io.headwater.archive.store;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is made in pieces of at most {@link ChunkCipher#SEALED_BYTES}. One thread. */
abstract class ChunkStream extends InputStream {
    private final byte[] chunk = new byte[ChunkCipher.SEALED_BYTES];
    private int position;
    private int end;

    /** Puts the next piece at the start of {@code target}; returns its length, or -1 if there is none. */
    abstract int fill(byte[] target) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position == end) {
            int filled = fill(chunk);
            if (filled < 0) {
                return -1;
            }
            position = 0;
            end = filled;
        }
        int read = Math.min(length, end - position);
        System.arraycopy(chunk, position, target, offset, read);
        position += read;
        return read;
    }
}
