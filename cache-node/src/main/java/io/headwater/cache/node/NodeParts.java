package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.binlog.SyncLevel;
import io.headwater.cache.resp.RespServer;
import io.headwater.cache.resp.WriterLoop;
import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What a running node consists of, and how it is taken apart. Used by the thread that stops the node. */
record NodeParts(
        NodeDirectory directory,
        BinlogWriter binlog,
        WriterLoop loop,
        RespServer server,
        BaseKeeper bases,
        NodeControl control,
        NodeWriter writer,
        NodePorts ports,
        @Nullable DiskProbe probe,
        @Nullable LogFollower follower) {
    private static final long BASE_TIMEOUT_MS = 10_000;
    private static final long SYNC_TIMEOUT_NANOS = 10_000_000_000L;
    private static final long POLL_NANOS = 1_000_000;

    /**
     * Stops in order: no more requests, everything that was executed on disk, its replies out, the log told, everything released.
     *
     * @throws HeadwaterException if the binlog could not be brought to the disk
     */
    void stop() {
        server.stopListening();
        closeIntake();
        loop.await(server::pauseClients);
        // The turn that was open then has ended, so that its batch is with the binlog thread.
        loop.await(() -> {});
        sync();
        loop.await(loop::releaseReplies);
        if (ports.log() != null) ports.log().close();
        bases.close(BASE_TIMEOUT_MS);
        binlog.close();
        server.close();
        loop.stop();
        release();
        HeadwaterException failure = binlog.failure();
        if (failure != null) throw failure;
    }

    /** Returns when all that was executed is on disk; or, if the disk is full or failing, after a while: closing the binlog has the last word then. */
    private void sync() {
        AtomicLong last = new AtomicLong();
        loop.await(() -> last.set(writer.lastLsn()));
        binlog.level(SyncLevel.DISK);
        long deadline = System.nanoTime() + SYNC_TIMEOUT_NANOS;
        while (binlog.durableLsn() < last.get() && binlog.failure() == null && System.nanoTime() < deadline) {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
    }

    /** Lets go of everything after a fault; what was acknowledged is on disk already, or will never be. */
    void abandon() {
        server.kill();
        closeIntake();
        if (ports.log() != null) ports.log().close();
        bases.close(0);
        binlog.close();
        loop.stop();
        release();
    }

    private void closeIntake() {
        if (follower != null) follower.intake().close();
    }

    private void release() {
        if (probe != null) probe.close();
        if (ports.directory() != null) ports.directory().close();
        directory.close();
    }
}
