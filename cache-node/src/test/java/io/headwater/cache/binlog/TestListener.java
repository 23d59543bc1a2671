package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Remembers what was announced, and lets a test wait for it. */
final class TestListener implements BinlogListener {
    private long appendedLsn;
    private long durableLsn;
    private int roomMade;
    private @Nullable HeadwaterException failure;

    @Override
    public synchronized void appended(long lsn) {
        require(lsn > appendedLsn, "appended " + lsn + " after " + appendedLsn);
        appendedLsn = lsn;
        notifyAll();
    }

    @Override
    public synchronized void durable(long lsn) {
        require(lsn > durableLsn, "durable " + lsn + " after " + durableLsn);
        durableLsn = lsn;
        notifyAll();
    }

    @Override
    public synchronized void roomMade() {
        roomMade++;
        notifyAll();
    }

    @Override
    public synchronized void failed(HeadwaterException reason) {
        require(failure == null, "failed twice");
        failure = reason;
        notifyAll();
    }

    private void require(boolean condition, String message) {
        if (!condition || failure != null) {
            throw new AssertionError(failure == null ? message : "announced after the failure");
        }
    }

    synchronized long appendedLsn() {
        return appendedLsn;
    }

    synchronized long durableLsn() {
        return durableLsn;
    }

    synchronized int roomMadeCount() {
        return roomMade;
    }

    synchronized @Nullable HeadwaterException failure() {
        return failure;
    }

    void awaitAppended(long lsn) {
        await(() -> appendedLsn >= lsn, "appended(" + lsn + ")");
    }

    void awaitDurable(long lsn) {
        await(() -> durableLsn >= lsn, "durable(" + lsn + ")");
    }

    void awaitFailure() {
        await(() -> failure != null, "failed");
    }

    void awaitRoomMade(int times) {
        await(() -> roomMade >= times, "roomMade");
    }

    private synchronized void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        try {
            while (!condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError(new TimeoutException("no " + what + " within 20 s; failure: " + failure));
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
