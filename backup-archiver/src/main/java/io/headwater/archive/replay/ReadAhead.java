package io.headwater.archive.replay;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream in a thread of its own, a bounded way ahead of its reader, so that fetching, decrypting and summing up a snapshot take no time from loading it. One thread reads; what the
 * other one met, exceptions too, comes in its order.
 */
final class ReadAhead extends InputStream {
    private static final int PIECE_BYTES = 1 << 18;
    private static final int PIECES = 8;

    private final InputStream in;
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(PIECES + 2);
    private final Thread thread;
    private Piece current = new Piece(new byte[0], 0, null);
    private int position;

    /** What was read; the last one has no bytes. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Piece(byte[] bytes, int length, @Nullable Exception failure) {}

    /** Begins to read; closes the stream when it is closed. */
    ReadAhead(InputStream in) {
        this.in = in;
        thread = Thread.ofPlatform().daemon().name("read-ahead").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                Piece next = next();
                pieces.put(next);
                if (next.length() == 0) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // nobody wants more
        }
    }

    private Piece next() {
        byte[] bytes = free.poll();
        bytes = bytes == null ? new byte[PIECE_BYTES] : bytes;
        try {
            return new Piece(bytes, in.readNBytes(bytes, 0, bytes.length), null);
        } catch (IOException | RuntimeException e) {
            return new Piece(bytes, 0, e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == current.length() && !advance()) {
            return -1;
        }
        int read = Math.min(length, current.length() - position);
        System.arraycopy(current.bytes(), position, target, offset, read);
        position += read;
        return read;
    }

    /** Goes to the next piece; false at the end, where it stays. */
    private boolean advance() throws IOException {
        if (current.bytes().length > 0) {
            if (current.length() == 0) {
                return ended();
            }
            free.offer(current.bytes());
        }
        try {
            current = pieces.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        position = 0;
        return current.length() > 0 || ended();
    }

    private boolean ended() throws IOException {
        Exception failure = current.failure();
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        pieces.clear(); // where it may be waiting
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        in.close();
    }
}
