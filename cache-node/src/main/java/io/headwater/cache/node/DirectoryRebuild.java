package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogRecovery;
import io.headwater.cache.binlog.LostWritesLedger;
import io.headwater.cache.binlog.RecoveredBinlog;
import io.headwater.cache.binlog.VoidTail;
import io.headwater.cache.node.base.BaseFile;
import io.headwater.cache.node.base.BaseStore;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a directory back to the log's history before the start that follows: void frames go to the lost-writes ledger, then they are cut off.
 *
 * <p>A directory that the log has moved away from is only marked: {@link Bootstrap} replaces it.
 *
 * <p>Each step leaves a directory that a recovery understands and in which the log's agent finds what is still void, so that a crash anywhere has the same work begun
 * again by the next start:
 *
 * <table>
 *   <caption>Crash points</caption>
 *   <tr><td>before the ledger's file has its name</td><td>nothing has changed; an unfinished file is written anew</td></tr>
 *   <tr><td>before the cut</td><td>the ledger has the frames, and does not take them twice</td></tr>
 *   <tr><td>between the deletion of two segments, newest first</td><td>a shorter void tail</td></tr>
 *   <tr><td>before the last segment's truncation is on the disk</td><td>as before it</td></tr>
 *   <tr><td>while everything is wiped: segments first, then bases</td><td>the base, or nothing: the rest comes from snapshot and log</td></tr>
 * </table>
 */
final class DirectoryRebuild {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryRebuild.class);

    private final NodeDirectory directory;
    private final Path dump;
    private final BaseStore bases;

    /** @param dumpFilename the second name of the newest base, which goes with it */
    DirectoryRebuild(NodeDirectory directory, String dumpFilename) {
        this.directory = directory;
        this.dump = directory.path().resolve(dumpFilename);
        this.bases = new BaseStore(directory.bases());
    }

    /**
     * Does what the restart is for.
     *
     * @throws HeadwaterException if the directory is damaged, or the disk refuses
     */
    void run(NodeRestart restart) {
        switch (restart.reason()) {
            case DEPOSED -> cut(restart.epoch(), restart.lastValidLsn());
            case REBASE -> Bootstrap.mark(directory.path());
        }
    }

    private void cut(long epoch, long lastValidLsn) {
        BaseFile newest = bases.newest();
        long baseLsn = newest == null ? 0 : newest.lsn();
        RecoveredBinlog recovered = new BinlogRecovery(directory.binlog(), directory.identity().shard()).recover(baseLsn, record -> {});
        VoidTail tail = VoidTail.find(directory.binlog(), recovered, epoch, lastValidLsn);
        List<LostWritesLedger.Range> lost = LostWritesLedger.of(directory.path()).add(tail);
        for (LostWritesLedger.Range range : lost) {
            LOG.warn("lost writes: lsn {} to {} of epoch {} are in {}", range.firstLsn(), range.lastLsn(), range.epoch(), range.file());
        }
        if (newest != null && baseLsn > lastValidLsn) {
            BaseFile older = bases.newestUpTo(lastValidLsn);
            long olderLsn = older == null ? 0 : older.lsn();
            if (recovered.firstReadableLsn() > olderLsn + 1) {
                LOG.warn("the base through lsn {} is beyond the log's history, and nothing connects without it", baseLsn);
                wipe();
                return;
            }
            deleteBasesAbove(lastValidLsn);
        }
        tail.cut();
    }

    private void wipe() {
        VoidTail.deleteAll(directory.binlog());
        deleteBasesAbove(0);
    }

    private void deleteBasesAbove(long lsn) {
        try {
            Files.deleteIfExists(dump);
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot delete " + dump + ": " + e.getMessage(), "check its owner", HeadwaterException.EXIT_UNAVAILABLE, e);
        }
        bases.deleteAbove(lsn);
    }
}
