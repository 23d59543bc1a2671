package io.headwater.cache.node;

import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.cache.node.base.BaseFetch;
import io.headwater.cache.node.base.BaseFetch.Fetched;
import io.headwater.cache.node.base.BaseSource;
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

/**
 * Gives a directory without state the newest snapshot as its base, so that of the log only what is behind it is needed. A directory that the log has moved away
 * from is replaced in the same way, once it was marked: nothing of it is deleted before the snapshot is whole on the disk, and each step can be repeated after a crash.
 *
 * <pre>
 * register as a reader -> choose and copy a snapshot -> (marked: delete segments, then bases) -> put the copy in place -> (unmark)
 * </pre>
 *
 * The lost-writes ledger is never touched.
 */
final class Bootstrap {
    /** Says that base and segments are of no use any more. */
    private static final String MARK = "rebase";
    /** Copying a snapshot may take a while, during which nobody reports a position. */
    private static final long TIME_TO_LIVE_MS = 3_600_000;

    private final NodeConfig config;
    private final NodeDirectory directory;
    private final BaseSource source;
    private final @Nullable ClusterDirectory cluster;

    private Bootstrap(NodeConfig config, NodeDirectory directory, BaseSource source, @Nullable ClusterDirectory cluster) {
        this.config = config;
        this.directory = directory;
        this.source = source;
        this.cluster = cluster;
    }

    /** Has the next start in this directory replace its state by a snapshot. */
    static void mark(Path directory) {
        try {
            Files.write(directory.resolve(MARK), new byte[0]);
            NodeDirectory.sync(directory);
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
        try {
            return new Bootstrap(config, directory, source, cluster).run();
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
            deleteAll(directory.binlog(), "");
            deleteAll(directory.bases(), ".rdb");
        }
        fetch.place(fetched);
        if (marked) {
            Files.delete(directory.path().resolve(MARK));
            NodeDirectory.sync(directory.path());
        }
        return "starting from snapshot " + fetched.snapshot().name();
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

    private static void deleteAll(Path folder, String suffix) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.filter(file -> file.getFileName().toString().endsWith(suffix)).sorted().toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path file : all) Files.delete(file);
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
