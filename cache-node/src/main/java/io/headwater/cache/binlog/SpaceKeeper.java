package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;

/**
 * Keeps segments reserved ahead of what is written, and knows what of them is promised to whom. A full disk is asked again after a while, less and less often. Owned
 * by the binlog thread.
 */
final class SpaceKeeper {
    private static final long FIRST_RETRY_NANOS = 100_000_000;
    private static final long LAST_RETRY_NANOS = 1_000_000_000;

    private final SegmentAppender appender;
    private final SpareSegments spares;
    private final Reservation reservation;
    private final BinlogQueue queue;
    private volatile String problem = "";
    private long retryAtNanos;
    private long retryNanos;

    SpaceKeeper(
            SegmentAppender appender,
            SpareSegments spares,
            Reservation reservation,
            BinlogQueue queue,
            long nowNanos) {
        this.appender = appender;
        this.spares = spares;
        this.reservation = reservation;
        this.queue = queue;
        retryAtNanos = nowNanos;
    }

    /** Reserves what is missing, if the disk has it: a spare at least, and what was asked for beyond that. */
    void reserve(long nowNanos) throws IOException {
        update();
        while ((spares.count() == 0 || reservation.isShort(queue.takenBytes())) && addSpare(nowNanos)) {
            update();
        }
    }

    private boolean addSpare(long nowNanos) throws IOException {
        if (nowNanos - retryAtNanos < 0) {
            return false;
        }
        try {
            spares.add();
            problem = "";
            retryNanos = 0;
            return true;
        } catch (DiskFullException e) {
            problem = String.valueOf(e.getMessage());
            retryNanos = Math.clamp(retryNanos * 2, FIRST_RETRY_NANOS, LAST_RETRY_NANOS);
            retryAtNanos = nowNanos + retryNanos;
            return false;
        }
    }

    /** Counts again, after frames were appended. */
    void update() {
        reservation.update(queue.takenBytes(), appender.usableBytes(reservation));
    }

    /** Whether a note may be appended: notes never use what was promised to records. */
    boolean canNote(int frameBytes) {
        update();
        return appender.fits(frameBytes) && reservation.canSpare(frameBytes);
    }

    /** Whether the current segment may be closed: what was promised must fit without the rest of it. */
    boolean canClose(long nowNanos) throws IOException {
        if (!appender.isOpen()) {
            return true;
        }
        do {
            update();
            if (spares.count() > 0 && reservation.canSpare(appender.usableInCurrent(reservation))) {
                return true;
            }
        } while (addSpare(nowNanos));
        return false;
    }

    long promisedBytes() {
        return reservation.promisedBytes();
    }

    /** How soon the disk must be asked again. */
    long idleNanos() {
        return spares.count() > 0 ? LAST_RETRY_NANOS : FIRST_RETRY_NANOS;
    }

    /** Why the disk gave no more room when it was last asked; empty when it did. Any thread. */
    String problem() {
        return problem;
    }

    /** What to tell somebody who wanted a segment closed. */
    HeadwaterException refusal() {
        return new HeadwaterException(
                "the binlog's segment cannot be closed: " + problem,
                "free some disk space and try again",
                HeadwaterException.EXIT_UNAVAILABLE);
    }
}
