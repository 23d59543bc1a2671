package io.headwater.hub.backup;

import io.headwater.archive.Archive;
import io.headwater.archive.proof.Proof;
import io.headwater.archive.proof.Proof.Kind;
import io.headwater.archive.proof.Proofs;
import io.headwater.archive.proof.NewestMoment;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Keyspace;
import io.headwater.hub.launch.ChildSpec;
import io.headwater.hub.launch.Installation;
import io.headwater.hub.launch.Ports;
import io.headwater.hub.launch.Probe;
import io.headwater.hub.launch.Service;
import io.headwater.hub.launch.ServiceProcess;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.target.RespConnection;
import io.headwater.restore.target.RespTarget;
import io.headwater.schemas.ArchiveManifest.Proven;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * What one would do after a disaster, from the archive alone: replays the newest moment, fills a node that was just started with it, and asks the node for its keys. The node
 * is a process of its own on a scratch directory and ends with this one, however that ends. One thread.
 */
public final class Drill {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SAMPLED_KEYS = 200;
    private static final String NODE = "io.headwater.hub.Main";

    private final Archive archive;
    private final Path temporary;
    private final LongSupplier wallMs;
    private final Progress progress;

    /**
     * @param temporary where the scratch node's directory is made
     * @param wallMs milliseconds since 1970
     */
    public Drill(Archive archive, Path temporary, LongSupplier wallMs, Progress progress) {
        this.archive = archive;
        this.temporary = temporary;
        this.wallMs = wallMs;
        this.progress = progress;
    }

    /** Keys that a node holds: some may expire while they are counted. */
    private record Counted(long certain, long possible) {
        Counted plus(Counted other) {
            return new Counted(certain + other.certain, possible + other.possible);
        }
    }

    /**
     * Runs once. The result goes on record, also if it is a failure.
     *
     * @throws HeadwaterException if there is nothing to drill with: no archive, another drill
     */
    public Proof run() {
        Inventory inventory = new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(0, 0);
        if (inventory.shards().isEmpty()) {
            throw new HeadwaterException(
                    "there is nothing of cluster " + archive.cluster() + " in " + archive.store().url(),
                    "check --cluster and --store",
                    HeadwaterException.EXIT_UNAVAILABLE);
        }
        try (DrillScratch scratch = DrillScratch.take(temporary, archive.cluster())) {
            Proof proof = drill(inventory, scratch.directory());
            new Proofs(archive).record(proof);
            return proof;
        }
    }

    private Proof drill(Inventory inventory, Path directory) {
        long startNanos = System.nanoTime();
        long restoredMs = 0;
        int port = Ports.free();
        long digestMs = Long.MAX_VALUE;
        long effects = 0;
        Counted expected = new Counted(0, 0);
        ServiceProcess node = null;
        try {
            NewestMoment newest = NewestMoment.of(inventory);
            restoredMs = newest.ms();
            newest.notes().forEach(progress::step);
            for (int shard = 0; shard < inventory.shards().size(); shard++) {
                long toMs = newest.cutMs().get(shard);
                Replayed replayed =
                        new ShardReplay(archive, null, () -> new RecordSchemas(null), progress).run(inventory.shards().get(shard).getFirst(), toMs, true);
                Proven proven = replayed.proven();
                digestMs = Math.min(digestMs, proven == null ? Proof.NONE : proven.timeMs());
                effects += replayed.effects();
                if (node == null) {
                    progress.step("starting a node on port " + port + " in " + directory);
                    node = ServiceProcess.start(node(directory, port, databases(replayed.keyspace())));
                }
                expected = expected.plus(fill(port, replayed, toMs));
            }
            long keys = requireCount(port, expected);
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            return new Proof(Kind.DRILL, wallMs.getAsLong(), restoredMs, digestMs, seconds, keys, effects, "");
        } catch (HeadwaterException e) {
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            return new Proof(Kind.DRILL, wallMs.getAsLong(), restoredMs, Proof.NONE, seconds, 0, effects, String.valueOf(e.getMessage()));
        } finally {
            if (node != null) {
                node.stop();
            }
        }
    }

    /** As many as are needed: a shard of several has its keys in the first one. */
    private static int databases(Keyspace keyspace) {
        int databases = keyspace.databases();
        while (databases > Keyspace.DEFAULT_DATABASES && keyspace.database(databases - 1).size() == 0) {
            databases--;
        }
        return databases;
    }

    private static Service node(Path directory, int port, int databases) {
        List<String> arguments = List.of(
                "node", "--port", Integer.toString(port), "--dir", directory.resolve("node").toString(), "--bind", Ports.LOOPBACK, "--databases", Integer.toString(databases));
        return new Service(
                "the scratch node",
                new ChildSpec("drill", Installation.serverFlags(), Installation.classPath(), NODE, arguments, Map.of(), directory.resolve("node.log")),
                Ports.LOOPBACK + ":" + port,
                Probe.redis(Ports.LOOPBACK, port),
                PATIENCE,
                PATIENCE);
    }

    /** Writes a shard's keys into the node and reads some back; returns what it must hold of them. */
    private Counted fill(int port, Replayed replayed, long toMs) {
        Keyspace keyspace = replayed.keyspace();
        long beforeMs = wallMs.getAsLong();
        try (RespTarget target = new RespTarget(Ports.LOOPBACK, port, null, null)) {
            target.requireRoomFor(keyspace);
            target.write(keyspace, toMs, keys -> progress.advanced("writing into the node", keys, keyspace.size(), 0));
        }
        try (RespConnection connection = RespConnection.open(Ports.LOOPBACK, port)) {
            // A key that expires while it is compared would be taken for lost.
            new KeySample(connection, ThreadLocalRandom.current()).compare(keyspace, SAMPLED_KEYS, wallMs.getAsLong() + PATIENCE.toMillis());
        }
        return new Counted(alive(keyspace, wallMs.getAsLong() + PATIENCE.toMillis()), alive(keyspace, beforeMs));
    }

    private static long alive(Keyspace keyspace, long atMs) {
        long[] alive = {0};
        for (int i = 0; i < keyspace.databases(); i++) {
            keyspace.database(i).forEach((Entry entry) -> alive[0] += entry.isExpired(atMs) ? 0 : 1);
        }
        return alive[0];
    }

    private static long requireCount(int port, Counted expected) {
        try (RespTarget target = new RespTarget(Ports.LOOPBACK, port, null, null)) {
            long keys = target.keys();
            if (keys < expected.certain() || keys > expected.possible()) {
                throw new HeadwaterException(
                        "the scratch node holds " + keys + " keys where the archive gave it " + expected.certain()
                                + (expected.possible() > expected.certain() ? " to " + expected.possible() : ""),
                        "run `headwater backup verify --full`, and report this",
                        HeadwaterException.EXIT_CORRUPT);
            }
            return keys;
        }
    }
}
