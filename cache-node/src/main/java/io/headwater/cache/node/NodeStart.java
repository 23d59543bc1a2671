package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogConfig;
import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.binlog.SyncLevel;
import io.headwater.cache.command.Durability;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.node.ShardLog.Leadership;
import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.cache.resp.ListenAddress;
import io.headwater.cache.resp.RespServer;
import io.headwater.cache.resp.Transport;
import io.headwater.cache.resp.WriterLoop;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.ShardClock;
import io.headwater.schemas.Timeline;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The start of a node, step by step. Each step leaves an undo; when one fails, those before it are undone in reverse.
 *
 * <pre>
 * port free? -> lock the directory -> rebuild it, if that is what the start is for -> recover -> binlog thread -> writer thread
 *   with a log: agent -> caught up, or leading -> bind
 *   without:    lead -> bind
 * </pre>
 */
final class NodeStart {
    private static final long SEGMENT_MAX_AGE_MS = 3_600_000;

    private final NodeConfig config;
    private final NodePorts ports;
    private final @Nullable NodeRestart restart;
    private final NodePlace place;
    private final CompletableFuture<Void> end;
    private final FaultHandler faults;
    private final BinlogEvents events;
    private final SecureRandom random = new SecureRandom();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    private NodeStart(NodeConfig config, NodePorts ports, @Nullable NodeRestart restart, CompletableFuture<Void> end) {
        this.config = config;
        this.ports = ports;
        this.restart = restart;
        this.place = config.place();
        this.end = end;
        this.faults = new FaultHandler(end);
        this.events = new BinlogEvents(faults);
    }

    /**
     * Starts a node.
     *
     * @param restart what the directory needs first; null on an ordinary start
     * @param end completed exceptionally by a fault of the running node; when it is completed during the start, the start fails with that
     */
    static NodeParts run(NodeConfig config, NodePorts ports, @Nullable NodeRestart restart, CompletableFuture<Void> end) {
        NodeStart start = new NodeStart(config, ports, restart, end);
        try {
            return start.run();
        } catch (RuntimeException | Error e) {
            while (!start.undo.isEmpty()) start.undo.pop().run();
            throw e;
        }
    }

    private NodeParts run() {
        ListenAddress.check(config.hosts(), config.port());
        NodeDirectory directory = NodeDirectory.open(config.directory(), place, random);
        undo.push(directory::close);
        if (ports.directory() != null) {
            undo.push(ports.directory()::close);
            ports.directory().join(place.shards());
            ports.directory().agree(new ClusterDirectory.Timings(
                    place.shard(), directory.identity().node(), config.lease().leaseMs(), config.lease().challengeMs()));
        }
        if (restart != null) new DirectoryRebuild(directory, config.dumpFilename()).run(restart);
        String fetched = Bootstrap.run(config, directory, ports.bases().source(), ports.directory());
        if (fetched != null) ports.progress().accept(fetched);

        Fold fold = new Fold(new Keyspace(config.databases(), Hasher.from(random), place.isSharded()));
        RecoveredState recovered = Recovery.recover(directory, fold);
        BinlogWriter binlog = openBinlog(directory, recovered);
        LogApplier applier = new LogApplier(recovered, binlog, fold);
        WriteSide writes = WriteSide.over(fold, binlog, config.maxEntryBytes());
        CommandSide commands = CommandSide.over(config, directory.identity().node(), writes, ports.log(), random);
        NodeWriter writer = new NodeWriter(
                commands.executor(), writes, faults, ports.log(), () -> commands.tuning().config().durability(), applier);
        if (ports.log() == null) writer.lead(alone(recovered));
        return serve(directory, recovered, writes, commands, writer);
    }

    /** Starts the writer thread and everything on it, and lets clients in. */
    private NodeParts serve(NodeDirectory directory, RecoveredState recovered, WriteSide writes, CommandSide commands, NodeWriter writer) {
        String node = directory.identity().node();
        WriterLoop loop = new WriterLoop(place.shard(), Transport.choose(), writer);
        undo.push(loop::stop);
        RespServer clients = new RespServer(loop, commands.executor(), config.limits(), writer::nowMs);
        writes.backpressure().controls(clients);
        BaseKeeper bases = new BaseKeeper(
                directory, config.dumpFilename(), ports.bases(), writes.binlog(), this::committedLsn, loop, System::currentTimeMillis);
        undo.push(() -> bases.close(0));
        DiskProbe probe = ports.log() == null ? null : probe(directory);
        Switchover switchover = new Switchover(
                loop, writer, clients, commands.executor(), ports.log(), new StandbyWatch(place.shard(), node));
        commands.reach(bases, switchover, writer, clients, probe);
        commands.control().uses(new KeyHistorian(new SegmentHistory(directory, writes.binlog(), this::committedLsn), ports.older(), place.shard(), loop));
        commands.positions().uses(writer, ports.directory());
        DigestKeeper digests = ports.log() == null ? null : digests(loop, writer, writes, commands);
        commands.positions().history(recovered.note().filter());
        NodeAnnouncer announcer = new NodeAnnouncer(config, node, ports.directory(), commands.shards(), commands.role());
        LogFollower follower = ports.log() == null ? null : follow(ports.log(), directory.identity(), recovered, loop, writer, writes.binlog(), commands.positions(), announcer, switchover);
        NodePulse pulse = new NodePulse(
                loop, writer, writes, bases, announcer, follower, ports.log(), probe, digests, switchover, commands.tuning());
        events.tells(loop, pulse::roomMade);
        pulse.start();
        if (follower != null) awaitReady(follower);
        clients.bind(config.hosts(), config.port(), config.tcpBacklog());
        return new NodeParts(directory, writes.binlog(), loop, clients, bases, commands.control(), writer, ports, probe, follower);
    }

    private BinlogWriter openBinlog(NodeDirectory directory, RecoveredState recovered) {
        SyncLevel level = config.durability() == Durability.DISK ? SyncLevel.DISK : SyncLevel.ASYNC;
        BinlogWriter binlog = new BinlogWriter(
                directory.binlog(),
                BinlogConfig.ofSegments(config.segmentBytes(), SEGMENT_MAX_AGE_MS),
                level,
                recovered.binlog(),
                events);
        binlog.start();
        undo.push(binlog::close);
        return binlog;
    }

    /** Before anything of the log is folded: a round may be the first thing that comes. */
    private static DigestKeeper digests(WriterLoop loop, NodeWriter writer, WriteSide writes, CommandSide commands) {
        DigestKeeper keeper = new DigestKeeper(loop, writer, writes, () -> commands.tuning().config().digestIntervalMs());
        commands.info().uses(keeper);
        return keeper;
    }

    private DiskProbe probe(NodeDirectory directory) {
        DiskProbe probe = DiskProbe.of(directory.path(), config.diskProbeTimeoutMs()).start();
        undo.push(probe::close);
        return probe;
    }

    /** Without a log a start is the next epoch, and the first one draws the timeline. */
    private Leadership alone(RecoveredState recovered) {
        Timeline timeline = recovered.timeline();
        if (timeline == null) timeline = new Timeline(random.nextLong(), random.nextLong());
        RecordStamp stamp = new RecordStamp(
                timeline, place.shard(), recovered.position().epoch() + 1, random.nextLong(), 0, recovered.lastLsn() + 1);
        return new Leadership(stamp, clockAfter(recovered.lastTimeMs()));
    }

    private static ShardClock clockAfter(long lastRecordMs) {
        return new ShardClock(System::currentTimeMillis, System::nanoTime, lastRecordMs);
    }

    private LogFollower follow(
            ShardLog log,
            NodeIdentity identity,
            RecoveredState recovered,
            WriterLoop loop,
            NodeWriter writer,
            BinlogWriter binlog,
            NodePositions positions,
            NodeAnnouncer announcer,
            Switchover switchover) {
        Ambition ambition = switch (place.role()) {
            // Whoever was replaced does not insist.
            case PRIMARY -> restart == null ? Ambition.PRIMARY : Ambition.STANDBY;
            case STANDBY -> Ambition.STANDBY;
            case REPLICA -> Ambition.NEVER;
        };
        Readiness readiness = new Readiness(ambition, identity.node(), () -> log.progress().leaderNode());
        LogFollower follower = new LogFollower(loop, writer, binlog, positions, announcer, switchover, readiness, events, faults, recovered.base() == null ? null : recovered.base().note());
        undo.push(() -> {
            follower.intake().close();
            log.close();
        });
        events.tells(log);
        log.start(new DirectoryLog(identity.node(), identity.was(), config.address(), recovered, writer.epochs(), binlog), ambition, NodeStart::clockAfter, follower.intake());
        return follower;
    }

    private void awaitReady(LogFollower follower) {
        ports.progress().accept("catching up with the log");
        try {
            CompletableFuture.anyOf(follower.ready(), end).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof HeadwaterException fault ? fault : e;
        }
    }

    /** What the segments hold beyond it the log may still refuse. */
    private long committedLsn() {
        ShardLog log = ports.log();
        return log == null ? Long.MAX_VALUE : log.progress().committedLsn();
    }
}
