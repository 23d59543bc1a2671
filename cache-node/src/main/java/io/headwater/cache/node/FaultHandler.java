package io.headwater.cache.node;

import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where every fault that a running node cannot live with ends: the first one is told, stops acknowledgements, and becomes the process's exit code, or its next start.
 * Any thread.
 *
 * <p>Exit codes: those of {@link HeadwaterException}, and the ones named here.
 */
final class FaultHandler {
    /** The binlog could not be written or synced: nothing after the last acknowledgement can be trusted. */
    static final int EXIT_BINLOG_FAILED = 10;

    /** A bug: a command threw, or the fold refused what a command had yielded. */
    static final int EXIT_BUG = 11;

    private static final Logger LOG = LoggerFactory.getLogger(FaultHandler.class);

    private final CompletableFuture<Void> end;
    private volatile boolean halted;

    /** @param end completed with the fault */
    FaultHandler(CompletableFuture<Void> end) {
        this.end = end;
    }

    /** Whether a fault has happened: from then on no reply leaves. */
    boolean isHalted() {
        return halted;
    }

    /** The binlog thread gave up. */
    void binlogFailed(HeadwaterException reason) {
        halt(new HeadwaterException(message(reason), reason.hint(), EXIT_BINLOG_FAILED, reason));
    }

    /** Another primary leads, the log contradicts the binlog, or the log's agent has ended. */
    void logFailed(HeadwaterException reason) {
        halt(reason);
    }

    /** Something threw on the writer thread. */
    void failed(Throwable cause) {
        if (cause instanceof HeadwaterException reason) halt(reason);
        else if (cause instanceof OutOfMemoryError) halt(outOfMemory(cause));
        else halt(new HeadwaterException("an unforeseen error: " + cause, "start again, and report this with the log file", EXIT_BUG, cause));
    }

    private static HeadwaterException outOfMemory(Throwable cause) {
        return new HeadwaterException(
                "out of memory: " + cause.getMessage(), "give the node more heap (-Xmx) or fewer keys", HeadwaterException.EXIT_UNAVAILABLE, cause);
    }

    private void halt(HeadwaterException fault) {
        halted = true;
        if (!end.completeExceptionally(fault)) return;
        if (fault instanceof NodeRestart) LOG.warn("starting anew: {}", fault.getMessage());
        else LOG.error("stopping: {}", fault.getMessage(), fault.getCause());
    }

    private static String message(Throwable reason) {
        return String.valueOf(reason.getMessage());
    }
}
