package io.headwater.cache.node.base;

import io.headwater.cache.binlog.BinlogRecovery;
import io.headwater.cache.binlog.RecoveredBinlog;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.rdb.KeyspaceRdbLoader;
import io.headwater.cache.rdb.KeyspaceRdbWriter;
import io.headwater.cache.rdb.RdbFile;
import io.headwater.cache.rdb.RdbInfo;
import io.headwater.cache.rdb.RdbWriter;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import io.headwater.schemas.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new base out of the newest one and the closed segments behind it: a recovery whose result is written to a file. Needs no lock and no more than read access to
 * the segments, so it runs in a process of its own while the node goes on; it takes about as much memory as the node.
 */
public final class BaseFolder {
    /** Any node's entries fit; empty databases cost next to nothing. */
    private static final int DATABASES = 1 << 14;

    private BaseFolder() {}

    /**
     * Makes the base, safe on disk, unless there is one with that lsn already.
     *
     * @param bases folder of the bases
     * @param binlog folder of the segments
     * @param throughLsn the last entry of a closed segment
     * @throws HeadwaterException if something is damaged, or cannot be read or written
     */
    public static void fold(Path bases, Path binlog, int shard, long throughLsn) {
        BaseStore store = new BaseStore(bases);
        BaseFile old = store.newest();
        if (old != null && old.lsn() >= throughLsn) return;
        Keyspace keyspace = new Keyspace(DATABASES, Hasher.from(new SecureRandom()), false);
        RdbInfo before = old == null ? null : load(old, keyspace);
        Replay replay = new Replay(new Fold(keyspace), old == null ? 0 : old.lsn());
        RecoveredBinlog read = new BinlogRecovery(binlog, shard).read(replay.lastLsn(), throughLsn, replay);
        RdbInfo info = info(before, read, shard, replay.lastLsn());
        try {
            RdbFile.write(store.fileOf(replay.lastLsn()), RdbWriter.Compression.LZF, out -> {
                info.write(out);
                new KeyspaceRdbWriter(out, KeyspaceRdbWriter.KEEP_EXPIRED).write(keyspace);
            });
        } catch (IOException e) {
            throw BaseStore.failed("cannot write a base into " + bases, e);
        }
    }

    /**
     * Loads a base into an empty keyspace.
     *
     * @throws HeadwaterException if it is damaged, or no base
     */
    public static RdbInfo load(BaseFile base, Keyspace keyspace) {
        try {
            RdbInfo info = KeyspaceRdbLoader.load(base.file(), keyspace).info();
            if (info == null || info.position().lsn() != base.lsn()) {
                throw new HeadwaterException(
                        base.file() + " is no base of this node: its position in the log is missing or another",
                        "put the right file back, or rebuild the node from the archive and the log",
                        HeadwaterException.EXIT_CORRUPT);
            }
            return info;
        } catch (IOException e) {
            throw new HeadwaterException(
                    "the base " + base.file() + " cannot be loaded: " + e.getMessage(),
                    "restore it from a backup, or rebuild the node from the archive and the log",
                    HeadwaterException.EXIT_CORRUPT,
                    e);
        }
    }

    private static RdbInfo info(@Nullable RdbInfo before, RecoveredBinlog read, int shard, long lsn) {
        boolean any = read.timeline() != null;
        Timeline timeline = any ? read.timeline() : Objects.requireNonNull(before, "neither a base nor a record").timeline();
        long epoch = any || before == null ? read.lastEpoch() : before.position().epoch();
        long timeMs = Math.max(read.lastTimeMs(), before == null ? 0 : before.timeMs());
        KafkaNote note = read.newestNote() != null ? read.newestNote() : before == null ? null : before.note();
        return new RdbInfo(Objects.requireNonNull(timeline), shard, new Position(epoch, lsn), timeMs, note);
    }
}
