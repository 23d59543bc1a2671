package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.command.Admission;
import io.headwater.cache.command.CommandError;
import io.headwater.cache.command.CommandSpec;
import io.headwater.schemas.BatchEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Admits a write only while reserved disk space covers it and all that is on its way, and while the log is not too far behind. While more space is being reserved a
 * write is admitted too: its reply waits until it is on disk. Owned by the writer thread.
 */
final class DiskAdmission implements Admission {
    /** What an entry takes beside its arguments. */
    private static final int ENTRY_OVERHEAD_BYTES = 64;

    private static final CommandError DISK_FULL =
            new CommandError("MISCONF Errors writing to the binlog: the disk is full. Reads go on, and writes once there is room.");
    private static final CommandError BACKLOG_FULL =
            new CommandError("MISCONF The log is unreachable and max-backlog-bytes are waiting for it. Reads go on, and writes once it is back.");

    private final BinlogWriter binlog;
    private final BatchEncoder encoder;
    private boolean backlogFull;

    DiskAdmission(BinlogWriter binlog, BatchEncoder encoder) {
        this.binlog = binlog;
        this.encoder = encoder;
    }

    /** Says whether the log is further behind than it may be. */
    void backlogFull(boolean full) {
        backlogFull = full;
    }

    @Override
    public @Nullable CommandError refuse(CommandSpec write, long bytes) {
        if (backlogFull) return BACKLOG_FULL;
        return binlog.admits(encoder.bytes() + bytes + ENTRY_OVERHEAD_BYTES) || !isDiskFull() ? null : DISK_FULL;
    }

    /** Whether everything handed over is covered by reserved space. */
    boolean isCovered() {
        return binlog.admits(0);
    }

    /** Whether no more space can be had for now. */
    boolean isDiskFull() {
        return !binlog.diskProblem().isEmpty();
    }
}
