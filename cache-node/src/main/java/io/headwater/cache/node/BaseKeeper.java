package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.command.CommandError;
import io.headwater.cache.node.base.BaseFile;
import io.headwater.cache.node.base.BaseStore;
import io.headwater.cache.rdb.RdbFile;
import io.headwater.cache.rdb.RdbWriter;
import io.headwater.cache.resp.WriterLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the binlog short: has a new base made when it is asked for, or when the segments behind the last one have outgrown it.
 *
 * <p>Each step leaves a directory that a start understands: close the segment; build the base beside and rename it in; delete the older base; delete
 * the segments that the new one covers and the log holds; give it the name that Redis's tools look for. What fails is tried again, less and less often. A crash between two steps leaves something to sweep, never something to miss.
 *
 * <p>Called on the writer thread; works on a thread of its own.
 */
final class BaseKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(BaseKeeper.class);
    private static final CommandError IN_PROGRESS = new CommandError("ERR Background save already in progress");
    private static final long MIN_SEGMENT_BYTES = 256L << 20;
    private static final int BASES_OUTGROWN = 2;
    private static final long FIRST_RETRY_MS = 1_000;
    private static final long LAST_RETRY_MS = 600_000;
    private static final long COMMIT_TIMEOUT_NANOS = 10_000_000_000L;
    private static final long COMMIT_POLL_NANOS = 1_000_000;

    private final Path directory;
    private final Path dump;
    private final BaseStore store;
    private final BaseBuilder builder;
    private final BinlogWriter binlog;
    private final LongSupplier committedLsn;
    private final WriterLoop loop;
    private final LongSupplier wallMs;
    private final ExecutorService worker;

    private boolean saving;
    private boolean lastFailed;
    private long lastTryMs;
    private long retryMs;
    private long lastSaveMs;
    private long lastBaseBytes;
    /** Segments that were already there when the last base was made: the log has not taken them yet. */
    private long leftBytes;

    /** @param committedLsn up to where the log holds what the segments hold, {@link Long#MAX_VALUE} without a log; from the background thread */
    BaseKeeper(
            NodeDirectory directory,
            String dumpFilename,
            BaseBuilder builder,
            BinlogWriter binlog,
            LongSupplier committedLsn,
            WriterLoop loop,
            LongSupplier wallMs) {
        this.directory = directory.path();
        this.dump = directory.path().resolve(dumpFilename);
        this.store = new BaseStore(directory.bases());
        this.builder = builder;
        this.binlog = binlog;
        this.committedLsn = committedLsn;
        this.loop = loop;
        this.wallMs = wallMs;
        this.worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "headwater-base"));
        BaseFile base = store.newest();
        lastSaveMs = base == null ? wallMs.getAsLong() : base.modifiedMs();
        lastBaseBytes = base == null ? 0 : base.bytes();
    }

    /**
     * Starts a new base.
     *
     * @param whenDone told on the writer thread: null, or why it failed
     * @return null if started, else why not
     */
    @Nullable CommandError save(@Nullable Consumer<@Nullable CommandError> whenDone) {
        if (saving) return IN_PROGRESS;
        saving = true;
        lastTryMs = wallMs.getAsLong();
        var unused = binlog.rotate().handleAsync((lsn, failure) -> {
            Throwable reason = failure != null ? failure : build(lsn == null ? 0 : lsn);
            loop.execute(() -> done(reason, whenDone));
            return null;
        }, worker);
        return null;
    }

    /** Errors too: whoever waits is told, and the next one may be made. */
    private @Nullable Throwable build(long lsn) {
        try {
            if (lsn == 0) {
                // Nothing was ever written: there is nothing to go on from, but whoever asked gets a file.
                RdbFile.write(dump, RdbWriter.Compression.LZF, out -> {});
                return null;
            }
            long through = awaitCommitted(lsn);
            builder.build(directory, through);
            BaseFile base = store.newest();
            if (base == null || base.lsn() < through) throw new IOException("the base through lsn " + through + " is missing");
            store.deleteOld();
            binlog.deleteBefore(Math.min(base.lsn(), committedLsn.getAsLong()));
            LOG.info("new base through lsn {}, {} bytes", base.lsn(), base.bytes());
            BaseStore.link(base, dump); // last: a full disk may have no room for a name before what is old has gone
            return null;
        } catch (IOException | RuntimeException | Error e) {
            sweep(e);
            return e;
        }
    }

    /** A process that was killed, or had no room left, leaves what it had written. */
    private void sweep(Throwable failure) {
        try {
            store.deleteUnfinished();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * A base holds nothing that the log may yet refuse: it could not be cut any more. The log is milliseconds behind as a rule; while it is further, the base ends where
     * the log does.
     */
    private long awaitCommitted(long lsn) throws IOException {
        long deadline = System.nanoTime() + COMMIT_TIMEOUT_NANOS;
        while (committedLsn.getAsLong() < lsn && System.nanoTime() < deadline && !worker.isShutdown()) {
            LockSupport.parkNanos(this, COMMIT_POLL_NANOS);
        }
        long through = Math.min(lsn, committedLsn.getAsLong());
        BaseFile old = store.newest();
        if (through == 0 || old != null && through < lsn && old.lsn() >= through) throw new IOException("the log has taken nothing since the last base");
        return through;
    }

    private void done(@Nullable Throwable failure, @Nullable Consumer<@Nullable CommandError> whenDone) {
        saving = false;
        lastFailed = failure != null;
        if (failure == null) {
            BaseFile base = store.newest();
            lastSaveMs = wallMs.getAsLong();
            lastBaseBytes = base == null ? 0 : base.bytes();
            leftBytes = binlog.segmentBytes();
            retryMs = 0;
        } else {
            retryMs = Math.clamp(retryMs * 2, FIRST_RETRY_MS, LAST_RETRY_MS);
            LOG.error("no new base, another try in {} s: {}", retryMs / 1000, failure.getMessage(), failure);
        }
        if (whenDone != null) whenDone.accept(failure == null ? null : new CommandError("ERR " + failure.getMessage()));
    }

    /** Starts a base if the binlog has outgrown the last one, or if the last one that was asked for has failed: the disk may have room by now. */
    void check() {
        if (saving) return;
        boolean again = lastFailed && wallMs.getAsLong() - lastTryMs >= retryMs;
        boolean outgrown = !lastFailed && behindBytes() > Math.max(MIN_SEGMENT_BYTES, BASES_OUTGROWN * lastBaseBytes);
        if (again || outgrown) save(null);
    }

    /** Bytes of segments behind the last base. */
    long behindBytes() {
        return Math.max(0, binlog.segmentBytes() - leftBytes);
    }

    boolean isSaving() {
        return saving;
    }

    boolean lastFailed() {
        return lastFailed;
    }

    /** Wall clock of the last complete base; that of the start without one. */
    long lastSaveMs() {
        return lastSaveMs;
    }

    long lastBaseBytes() {
        return lastBaseBytes;
    }

    /** Lets a build that runs come to its end, for so long; from any thread. */
    void close(long timeoutMs) {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(timeoutMs, TimeUnit.MILLISECONDS)) worker.shutdownNow();
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
