package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogListener;
import io.headwater.cache.binlog.RecoveredBinlog;
import io.headwater.cache.binlog.SimulatedDisk;
import io.headwater.cache.binlog.SteppedBinlog;
import io.headwater.cache.binlog.SyncLevel;
import io.headwater.cache.command.ClientConnection;
import io.headwater.cache.command.ClusterView;
import io.headwater.cache.command.CommandExecutor;
import io.headwater.cache.command.CommandTable;
import io.headwater.cache.command.Durability;
import io.headwater.cache.command.Server;
import io.headwater.cache.command.ServerCounters;
import io.headwater.cache.command.ServerInfo;
import io.headwater.cache.command.Sessions;
import io.headwater.cache.command.ShardPositions;
import io.headwater.cache.command.TestServer;
import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.node.base.Replay;
import io.headwater.cache.resp.SteppedLoop;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import io.headwater.schemas.ShardClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One process of a node without threads, sockets and files, for simulations: recovery, engine, commands, binlog, roles and replies are the production code; what a thread would
 * do is a method that somebody calls.
 */
public final class SteppedNode {
    private static final int MAX_ENTRY_BYTES = 4 * 1024;
    /** So small that a value of a kilobyte is an entry in chunks. */
    private static final int MAX_BATCH_BYTES = 700;
    private static final int DATABASES = 1;
    private static final int LOG_TIMEOUT_MS = 1_500;

    /** Its statistics are nobody's. */
    private static final ThreadLocal<CommandTable> COMMANDS = ThreadLocal.withInitial(CommandTable::standard);

    private static final ThreadLocal<TestServer> NO_CONFIGURATION = ThreadLocal.withInitial(TestServer::new);

    /**
     * What a process is started with.
     *
     * @param restart what the directory needs first; null on an ordinary start
     * @param log belongs to the process
     * @param betweenCommandsAndReplies runs there, and may take time
     */
    public record Setup(
            String node,
            int shard,
            SimulatedDisk disk,
            LongSupplier nanoTime,
            LongSupplier wallMs,
            RandomGenerator random,
            ShardLog log,
            ShardLog.Ambition ambition,
            @Nullable NodeRestart restart,
            boolean cutsVoidTails,
            Runnable betweenCommandsAndReplies) {}

    private final Setup setup;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final FaultHandler faults = new FaultHandler(end);
    private final RecoveredState recovered;
    private final SteppedBinlog binlog;
    private final WriteSide writes;
    private final CommandExecutor executor;
    private final NodeWriter writer;
    private final LogIntake intake;
    private final SteppedLoop loop;
    private final long voidFrames;
    private boolean handingOver;
    private boolean caughtUp;

    /**
     * Recovers the disk and begins to follow the log.
     *
     * @throws HeadwaterException if the disk holds what no crash could leave
     */
    public SteppedNode(Setup setup) throws IOException {
        this.setup = setup;
        voidFrames = setup.restart == null || !setup.cutsVoidTails ? 0 : cutVoidTail(setup, setup.restart);
        Fold fold = new Fold(new Keyspace(DATABASES, new Hasher(1, 2), false));
        RecoveredBinlog segments = SteppedBinlog.recover(setup.disk, setup.shard, 0, new Replay(fold, 0));
        recovered = new RecoveredState(null, segments);
        binlog = SteppedBinlog.open(setup.disk, SyncLevel.ASYNC, segments, new Listener(), setup.nanoTime);
        binlog.turn();
        LogApplier applier = new LogApplier(recovered, binlog.writer(), fold);
        writes = WriteSide.over(fold, binlog.writer(), new BatchEncoder(binlog.writer().takeBuffer(), MAX_BATCH_BYTES), MAX_ENTRY_BYTES);
        executor = executor();
        writer = new NodeWriter(executor, writes, faults, setup.log, () -> Durability.LOG, applier);
        intake = new LogIntake(() -> {}, () -> {}, faults);
        loop = new SteppedLoop(writer, executor, () -> setup.nanoTime.getAsLong() / 1_000_000, LOG_TIMEOUT_MS);
        setup.log.start(
                new DirectoryLog(setup.node, "", setup.node + ":6379", recovered, applier.epochs(), binlog.writer()),
                setup.ambition,
                last -> new ShardClock(setup.wallMs, setup.nanoTime, last),
                intake);
    }

    private static long cutVoidTail(Setup setup, NodeRestart restart) {
        RecoveredBinlog segments = SteppedBinlog.recover(setup.disk, setup.shard, 0, record -> {});
        return SteppedBinlog.cutVoidTail(setup.disk, segments, restart.epoch(), restart.lastValidLsn());
    }

    private CommandExecutor executor() {
        TestServer none = NO_CONFIGURATION.get();
        Server server = new Server(
                writes.keyspace(),
                () -> isPrimary(),
                ShardPositions.NONE,
                writes.admission(),
                none,
                ClusterView.OFF,
                none,
                ServerInfo.NOTHING,
                new Sessions(),
                new ServerCounters(),
                setup.random);
        return new CommandExecutor(COMMANDS.get(), server, writes.effects());
    }

    private final class Listener implements BinlogListener {
        @Override
        public void appended(long lsn) {
            setup.log.appended(lsn);
        }

        @Override
        public void durable(long lsn) {}

        @Override
        public void roomMade() {}

        @Override
        public void failed(HeadwaterException reason) {
            faults.binlogFailed(reason);
        }
    }

    /** A command for the next turn. */
    public record Request(SteppedLoop.Client client, Args arguments) {}

    /** A connection; replies go to {@code out}. */
    public SteppedLoop.Client connect(Consumer<byte[]> out) {
        return loop.connect(executor.server().sessions().open(ClientConnection.NONE, setup.nanoTime.getAsLong() / 1_000_000), out);
    }

    /**
     * One turn of the writer thread: what the log brought, then commands, then replies.
     *
     * @param heartbeat whether a heartbeat is due
     */
    public void writerTurn(List<Request> requests, boolean heartbeat) {
        try {
            takeIn(); // a role changes between turns
            loop.begin();
            for (Request request : requests) {
                loop.execute(request.client, request.arguments);
            }
            PrimaryTurn primary = writer.primaryTurn();
            if (heartbeat && primary != null && !handingOver) {
                primary.heartbeat();
            }
            setup.betweenCommandsAndReplies.run();
            loop.end();
        } catch (RuntimeException failure) {
            faults.failed(failure);
        }
    }

    private void takeIn() {
        while (binlog.writer().hasRoom() && binlog.writer().admits(0)) {
            LogIntake.Item item = intake.take();
            if (item == null) {
                return;
            }
            switch (item) {
                case LogIntake.Item.Payload payload -> writer.follow(payload.bytes(), payload.offset(), payload.length(), intake.isBehind());
                case LogIntake.Item.Advanced(KafkaNote note) -> binlog.writer().note(note);
                case LogIntake.Item.Alive(long timeMs) -> writer.advanceTo(timeMs);
                case LogIntake.Item.CaughtUp() -> caughtUp = true;
                case LogIntake.Item.Leading leading -> {
                    handingOver = false;
                    writer.lead(leading.leadership());
                }
                case LogIntake.Item.LedBy unused -> {}
                case LogIntake.Item.Released() -> {
                    handingOver = false;
                    writer.release();
                }
            }
        }
    }

    /** Begins to hand over; nothing if it does not lead. */
    public void handOver() {
        if (isPrimary() && !handingOver) {
            handingOver = true;
            loop.begin();
            writer.handOver();
            loop.end();
        }
    }

    /** Whether commands wait until the hand-over is through. */
    public boolean isHandingOver() {
        return handingOver;
    }

    /** Whether it has all that the topic held at its start. */
    public boolean hasCaughtUp() {
        return caughtUp;
    }

    /** Lets go replies whose wait is over, or errors in their place. */
    public void releaseReplies() {
        loop.releaseReplies();
    }

    /** The process ends at once. */
    public void abandon() {
        loop.drop();
    }

    /** One run of the binlog thread. */
    public void binlogTurn() {
        try {
            binlog.turn();
        } catch (IOException broken) {
            faults.binlogFailed(new HeadwaterException("the simulated disk failed: " + broken.getMessage(), "", FaultHandler.EXIT_BINLOG_FAILED, broken));
        }
    }

    /** Whether it executes writes. */
    public boolean isPrimary() {
        return writer.isPrimary();
    }

    /** After the last entry that it wrote or applied. */
    public Position position() {
        return writer.position();
    }

    /** Bytes of a torn end that its recovery cut. */
    public long tornBytes() {
        return recovered.binlog().cutBytes();
    }

    /** Frames that its start found void. */
    public long voidFrames() {
        return voidFrames;
    }

    /** Why it has ended; null while it runs. */
    public @Nullable HeadwaterException fault() {
        if (!faults.isHalted()) {
            return null;
        }
        Throwable cause = end.exceptionNow();
        return cause instanceof HeadwaterException fault ? fault : new HeadwaterException(String.valueOf(cause), "", HeadwaterException.EXIT_FAILURE, cause);
    }

    /** All keys and their values, which must be strings, read beside all commands. */
    public void forEach(BiConsumer<String, String> each) {
        writes.keyspace()
                .database(0)
                .forEach(entry -> each.accept(text(entry.key()), text(((StringValue) entry.value()).bytes())));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
