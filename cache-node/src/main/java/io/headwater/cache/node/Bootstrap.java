package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogRecovery;
import io.headwater.cache.binlog.LostWritesLedger;
import io.headwater.cache.binlog.RecoveredBinlog;
import io.headwater.cache.binlog.VoidTail;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.cache.node.base.BaseFile;
import io.headwater.cache.node.base.BaseFetch;
import io.headwater.cache.node.base.BaseFetch.Fetched;
import io.headwater.cache.node.base.BaseSource;
import io.headwater.cache.node.base.BaseStore;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a directory without state the newest snapshot as its base, so that of the log only what is behind it is needed. A directory that the log has moved away
 * from is replaced in the same way, once it was marked: nothing of it is deleted before the snapshot is whole on the disk, and each step can be repeated after a crash.
 *
 * <pre>
 * register as a reader -> choose and copy a snapshot
 *   -> (marked: what only this directory may have goes to the ledger -> mark anew: the rest is of no use -> delete segments, then bases)
 *   -> put the copy in place -> (unmark)
 * </pre>
 *
 * A former primary's directory may hold writes that the log never got. What the snapshot does not prove to be in the log is in the lost-writes ledger, on the disk, before
 * anything is deleted; the second mark says so, since a start that finds half of the segments can no longer tell. The ledger is only added to.
 */
final class Bootstrap {
    /** Says that base and segments are of no use any more. */
    private static final String MARK = "rebase";
    /** What the mark says once the ledger has everything that is worth keeping. */
    private static final String WIPES = "wipes";
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    /** Copying a snapshot may take a while, during which nobody reports a position. */
    private static final long TIME_TO_LIVE_MS = 3_600_000;

    private final NodeConfig config;
    private final NodeDirectory directory;
    private final BaseSource source;
    private final @Nullable ClusterDirectory cluster;
    private final Runnable betweenSteps;

    private Bootstrap(NodeConfig config, NodeDirectory directory, BaseSource source, @Nullable ClusterDirectory cluster, Runnable betweenSteps) {
        this.config = config;
        this.directory = directory;
        this.source = source;
        this.cluster = cluster;
        this.betweenSteps = betweenSteps;
    }

    /** Has the next start in this directory replace its state by a snapshot. */
    static void mark(Path directory) {
        try {
            if (!Files.exists(directory.resolve(MARK))) NodeDirectory.writeDurably(directory, MARK, "");
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    /**
     * Fetches a base if the directory needs one and there is one.
     *
     * @param source of snapshots
     * @param cluster where the node registers; null without one
     * @return what it fetched, in one line; null if it fetched nothing
     * @throws HeadwaterException if a marked directory cannot be replaced; it is as before then
     */
    static @Nullable String run(NodeConfig config, NodeDirectory directory, BaseSource source, @Nullable ClusterDirectory cluster) {
        return run(config, directory, source, cluster, () -> {});
    }

    /** @param betweenSteps what happens between two changes of the directory: a test's crash */
    static @Nullable String run(
            NodeConfig config, NodeDirectory directory, BaseSource source, @Nullable ClusterDirectory cluster, Runnable betweenSteps) {
        try {
            return new Bootstrap(config, directory, source, cluster, betweenSteps).run();
        } catch (IOException e) {
            throw failed(directory.path(), e);
        }
    }

    private @Nullable String run() throws IOException {
        boolean marked = Files.exists(directory.path().resolve(MARK));
        if (!marked && (!config.place().log() || !isEmpty(directory.bases()) || !isEmpty(directory.binlog()))) return null;
        register();
        BaseFetch fetch = new BaseFetch(directory.bases(), config.place().shard());
        Fetched fetched = fetch.fetch(source.newestFirst(config.place().shard()));
        if (fetched == null) {
            if (marked) throw nothingToGoOnFrom();
            return null;
        }
        if (marked) {
            keepWhatOnlyWeHave(fetched);
            deleteAll(directory.binlog(), "");
            deleteAll(directory.bases(), ".rdb");
        }
        fetch.place(fetched);
        if (marked) {
            betweenSteps.run();
            Files.delete(directory.path().resolve(MARK));
            NodeDirectory.sync(directory.path());
        }
        return "starting from snapshot " + fetched.snapshot().name();
    }

    private void keepWhatOnlyWeHave(Fetched fetched) throws IOException {
        betweenSteps.run();
        if (Files.readString(directory.path().resolve(MARK)).equals(WIPES)) return;
        BaseFile base = new BaseStore(directory.bases()).newest();
        RecoveredBinlog segments = new BinlogRecovery(directory.binlog(), config.place().shard()).recover(base == null ? 0 : base.lsn(), record -> {});
        VoidTail unproven = VoidTail.unproven(directory.binlog(), segments, fetched.snapshot().note().filter());
        for (LostWritesLedger.Range range : LostWritesLedger.of(directory.path()).add(unproven)) {
            LOG.warn("perhaps lost: lsn {} to {} of epoch {} are in {}", range.firstLsn(), range.lastLsn(), range.epoch(), range.file());
        }
        betweenSteps.run();
        NodeDirectory.writeDurably(directory.path(), MARK, WIPES);
    }

    /** Before a snapshot is chosen: from here on the log keeps what is behind it. */
    private void register() {
        if (cluster == null) return;
        cluster.register(new Reader(
                directory.identity().node(),
                "replica",
                config.place().shard(),
                "",
                Position.START,
                Reader.UNKNOWN_OFFSET,
                System.currentTimeMillis(),
                TIME_TO_LIVE_MS));
    }

    private HeadwaterException nothingToGoOnFrom() {
        return new HeadwaterException(
                "the log no longer holds what the directory " + directory.path() + " lacks, and there is no snapshot to start from",
                "run `headwater snapshot`, and start the node with --store of that archive",
                HeadwaterException.EXIT_UNAVAILABLE);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.noneMatch(file -> !file.getFileName().toString().endsWith(".tmp"));
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private void deleteAll(Path folder, String suffix) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.filter(file -> file.getFileName().toString().endsWith(suffix)).sorted().toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path file : all) {
            betweenSteps.run();
            Files.delete(file);
        }
        NodeDirectory.sync(folder);
    }

    private static HeadwaterException failed(Path directory, IOException cause) {
        return new HeadwaterException(
                "cannot change the directory " + directory + ": " + cause.getMessage(),
                "check the disk and the permissions of the directory",
                HeadwaterException.EXIT_UNAVAILABLE,
                cause);
    }
}
