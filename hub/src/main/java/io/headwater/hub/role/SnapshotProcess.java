package io.headwater.hub.role;

import static java.util.Objects.requireNonNull;

import io.headwater.hub.launch.ChildProcess;
import io.headwater.hub.launch.ChildSpec;
import io.headwater.hub.launch.Installation;
import io.headwater.hub.launch.LogFiles;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes a snapshot as {@code headwater backup run} does, in a process of its own at the lowest priority: it needs the memory of a keyspace, and is to be felt by nobody. */
final class SnapshotProcess {
    private static final Duration LONGEST = Duration.ofHours(6);

    private final ClusterAddress cluster;
    private final String store;

    SnapshotProcess(ClusterAddress cluster, String store) {
        this.cluster = cluster;
        this.store = store;
    }

    /**
     * Runs once. An interrupt ends the process.
     *
     * @throws HeadwaterException if there is no snapshot at the end
     */
    void run() {
        List<String> arguments = new ArrayList<>(List.of(
                "backup", "run", "--store", store, "--cluster", cluster.name(), "--kafka", requireNonNull(cluster.kafka())));
        String registry = cluster.registry();
        if (registry != null) {
            arguments.addAll(List.of("--registry", registry));
        }
        List<String> flags = new ArrayList<>(Installation.serverFlags());
        flags.addAll(List.of("-XX:-UseParallelGC", "-XX:+UseSerialGC"));
        Path log = log();
        var child = ChildProcess.start(new ChildSpec(
                "snapshot", flags, Installation.classPath(), "io.headwater.hub.Main", arguments, Map.of(), log, true));
        child.awaitEnd(LONGEST);
        String gist = LogFiles.gist(log);
        delete(log);
        if (child.exitCode() != 0) {
            throw new HeadwaterException(
                    "the process that takes a snapshot ended with code " + child.exitCode() + ": " + gist,
                    "run `headwater backup run` to see it",
                    HeadwaterException.EXIT_UNAVAILABLE);
        }
    }

    private static Path log() {
        try {
            return Files.createTempFile("headwater-snapshot-", ".log");
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot make a temporary file: " + e.getMessage(), "free some room in TMPDIR", HeadwaterException.EXIT_UNAVAILABLE, e);
        }
    }

    private static void delete(Path log) {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            // a small file that stays
        }
    }
}
