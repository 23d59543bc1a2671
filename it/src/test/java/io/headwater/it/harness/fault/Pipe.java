package io.headwater.it.harness.fault;

import java.io.IOException;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of one connection: a thread reads and stamps each piece with the time at which it may go on, another waits for that time and writes. TCP's order is
 * kept; a lost packet shows as it does to a program, as a pause until it was sent again.
 */
final class Pipe {
    private static final int PIECE_BYTES = 16 * 1024;
    private static final int PIECES = 256;
    /** The least time after which TCP sends a lost packet again. */
    private static final long RETRANSMIT_NANOS = 200_000_000;

    private record Piece(byte[] bytes, int length, long dueNanos) {}

    private static final Piece END = new Piece(new byte[0], -1, 0);

    private final Socket from;
    private final Socket to;
    private final Link link;
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);
    private final Random random = new Random();
    private final Runnable closed;

    Pipe(Socket from, Socket to, Link link, Runnable closed) {
        this.from = from;
        this.to = to;
        this.link = link;
        this.closed = closed;
    }

    void start() {
        Thread.ofVirtual().start(this::read);
        Thread.ofVirtual().start(this::write);
    }

    private void read() {
        try {
            long lastDue = System.nanoTime();
            while (true) {
                byte[] bytes = new byte[PIECE_BYTES];
                int length = from.getInputStream().read(bytes);
                if (length < 0) {
                    break;
                }
                link.passes(bytes, length);
                long due = System.nanoTime() + link.delayNanos();
                if (random.nextDouble() < link.lossRate()) {
                    due += RETRANSMIT_NANOS;
                }
                lastDue = Math.max(lastDue, due); // what follows a lost packet waits for it
                pieces.put(new Piece(bytes, length, lastDue));
            }
            pieces.put(END);
        } catch (IOException | InterruptedException broken) {
            closed.run();
        }
    }

    private void write() {
        try {
            for (Piece piece = pieces.take(); piece.length >= 0; piece = pieces.take()) {
                for (long wait = piece.dueNanos - System.nanoTime(); wait > 0; wait = piece.dueNanos - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                link.awaitOpen();
                to.getOutputStream().write(piece.bytes, 0, piece.length);
                link.passed(piece.bytes, piece.length);
                link.pace(piece.length);
            }
            link.awaitOpen(); // the end of a stream is a packet too
        } catch (IOException | InterruptedException broken) {
            // then both ends are closed
        }
        closed.run();
    }
}
