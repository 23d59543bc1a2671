package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogConfig;
import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.binlog.SyncLevel;
import io.headwater.cache.command.Durability;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.node.PrimaryLog.Leadership;
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

/**
 * The start of a node, step by step. Each step leaves an undo; when one fails, those before it are undone in reverse.
 *
 * <pre>
 * port free? -> lock the directory -> recover -> binlog thread -> lead (primary with a log) -> writer thread -> catch up (replica) -> bind
 * </pre>
 */
final class NodeStart {
    private static final long SEGMENT_MAX_AGE_MS = 3_600_000;

    private final NodeConfig config;
    private final NodePorts ports;
    private final NodePlace place;
    private final CompletableFuture<Void> end;
    private final FaultHandler faults;
    private final BinlogEvents events;
    private final SecureRandom random = new SecureRandom();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    private NodeStart(NodeConfig config, NodePorts ports, CompletableFuture<Void> end) {
        this.config = config;
        this.ports = ports;
        this.place = config.place();
        this.end = end;
        this.faults = new FaultHandler(end);
        this.events = new BinlogEvents(faults);
    }

    /**
     * Starts a node.
     *
     * @param end completed exceptionally by a fault of the running node
     */
    static NodeParts run(NodeConfig config, NodePorts ports, CompletableFuture<Void> end) {
        NodeStart start = new NodeStart(config, ports, end);
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
        }
        String fetched = Bootstrap.run(config, directory, ports.bases().source(), ports.directory());
        if (fetched != null) ports.progress().accept(fetched);

        Fold fold = new Fold(new Keyspace(config.databases(), Hasher.from(random), place.isSharded()));
        RecoveredState recovered = Recovery.recover(directory, fold);
        BinlogWriter binlog = openBinlog(directory, recovered);
        LogApplier applier = new LogApplier(recovered, binlog, fold);
        Leadership leadership = place.isPrimary() ? lead(directory, recovered, binlog, applier) : null;
        WriteSide writes = WriteSide.over(fold, binlog, config.maxEntryBytes());
        CommandSide commands = CommandSide.over(config, directory.identity().node(), writes, ports.log(), random);
        NodeWriter writer = leadership == null
                ? NodeWriter.replica(new ReplicaTurn(commands.executor(), faults, recovered.lastTimeMs()), applier)
                : NodeWriter.primary(new PrimaryTurn(leadership, commands.executor(), writes, faults, ports.log(), config.durability()));
        return serve(directory, recovered, applier, writes, commands, writer);
    }

    /** Starts the writer thread and everything on it, and lets clients in. */
    private NodeParts serve(
            NodeDirectory directory, RecoveredState recovered, LogApplier applier, WriteSide writes, CommandSide commands, NodeWriter writer) {
        WriterLoop loop = new WriterLoop(place.shard(), Transport.choose(), writer.turn());
        undo.push(loop::stop);
        RespServer clients = new RespServer(loop, commands.executor(), config.limits(), writer::nowMs);
        writes.backpressure().controls(clients);
        BaseKeeper bases = new BaseKeeper(
                directory, config.dumpFilename(), ports.bases(), writes.binlog(), this::deletableLsn, loop, System::currentTimeMillis);
        undo.push(() -> bases.close(0));
        commands.reach(bases, writer, clients);
        commands.positions().uses(writer, ports.directory());
        NodeAnnouncer announcer =
                new NodeAnnouncer(config, directory.identity().node(), ports.directory(), commands.shards(), commands.role());
        ReplicaFollower follower = place.isPrimary() ? null : follow(loop, writer, applier, writes.binlog(), announcer, recovered);
        NodePulse pulse = new NodePulse(loop, writer, writes, bases, announcer, follower, ports.log(), commands.tuning());
        events.tells(loop, pulse::roomMade);
        pulse.start();
        PrimaryTurn primary = writer.primaryTurn();
        if (primary != null) serveLog(primary.epoch(), announcer);
        if (follower != null) awaitCaughtUp(follower);
        clients.bind(config.hosts(), config.port(), config.tcpBacklog());
        return new NodeParts(directory, writes.binlog(), loop, clients, bases, commands.control(), writer, ports, follower);
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

    private Leadership lead(NodeDirectory directory, RecoveredState recovered, BinlogWriter binlog, LogApplier applier) {
        PrimaryLog log = ports.log();
        if (log == null) return alone(recovered);
        undo.push(log::close);
        events.tells(log);
        DirectoryLog local = new DirectoryLog(directory.identity().node(), config.address(), recovered, binlog, applier);
        return log.lead(local, NodeStart::clockAfter, ports.progress());
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

    private void serveLog(long epoch, NodeAnnouncer announcer) {
        if (ports.log() != null) ports.log().serve(faults::logFailed);
        announcer.announcePrimary(epoch);
    }

    private ReplicaFollower follow(
            WriterLoop loop, NodeWriter writer, LogApplier applier, BinlogWriter binlog, NodeAnnouncer announcer, RecoveredState recovered) {
        ReplicaFeed feed = ports.feed();
        if (feed == null) throw new IllegalArgumentException("a replica needs a feed");
        ReplicaFollower follower =
                new ReplicaFollower(loop, writer.replicaTurn(), applier, binlog, faults, announcer::announceReplica);
        undo.push(() -> {
            follower.intake().close();
            feed.close();
        });
        feed.start(recovered.note(), follower.intake());
        return follower;
    }

    private void awaitCaughtUp(ReplicaFollower follower) {
        ports.progress().accept("catching up with the log");
        try {
            CompletableFuture.anyOf(follower.caughtUp(), end).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof HeadwaterException fault ? fault : e;
        }
    }

    /** Segments that the log does not hold yet are not deleted. */
    private long deletableLsn() {
        PrimaryLog log = ports.log();
        return log == null ? Long.MAX_VALUE : log.progress().committedLsn();
    }
}
