package io.headwater.cache.node;

import io.headwater.cache.command.CommandError;
import io.headwater.cache.command.CommandExecutor;
import io.headwater.cache.command.ServerControl;
import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.resp.RespServer;
import io.headwater.cache.resp.WriterLoop;
import io.headwater.schemas.HostPort;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the shard over to a standby while clients wait instead of failing. Owned by the writer thread.
 *
 * <pre>
 * IDLE      -- begin: clients are held, the open turn ends -->             HOLDING
 * HOLDING   -- next task: the marker is written, the lease is over -->     HANDED_OVER
 * HANDED_OVER -- another node leads: clients are relayed to it -->         IDLE, success
 *             -- this node leads again: nobody came -->                    IDLE, clients go on here
 *             -- the timeout -->                                           IDLE, clients go on with what this node is by then
 * </pre>
 */
final class Switchover {
    private enum State {
        IDLE,
        HOLDING,
        HANDED_OVER
    }

    private static final Logger LOG = LoggerFactory.getLogger(Switchover.class);
    private static final CommandError NOT_THE_PRIMARY = new CommandError("ERR this node does not lead the shard: ask its primary");
    private static final CommandError LEADS_ALREADY = new CommandError("ERR this node leads the shard already");
    private static final CommandError BUSY = new CommandError("ERR a switchover is in progress");
    private static final CommandError NOBODY_CAME = new CommandError("ERR no standby took over in time; this node leads again");
    private static final CommandError TIMED_OUT =
            new CommandError("ERR the log did not confirm the switchover in time; its outcome is not known, see INFO replication");

    private final WriterLoop loop;
    private final NodeWriter writer;
    private final RespServer clients;
    private final @Nullable ShardLog log;
    private final CommandExecutor executor;
    private final StandbyWatch standbys;
    private State state = State.IDLE;
    private Consumer<@Nullable CommandError> whenDone = outcome -> {};
    private long deadlineNanos;
    private long beganNanos;

    /** @param log null on a node that has none */
    Switchover(WriterLoop loop, NodeWriter writer, RespServer clients, CommandExecutor executor, @Nullable ShardLog log, StandbyWatch standbys) {
        this.loop = loop;
        this.writer = writer;
        this.clients = clients;
        this.executor = executor;
        this.log = log;
        this.standbys = standbys;
    }

    /**
     * Begins.
     *
     * @param timeoutMs for so long at most clients are held
     * @param done told the outcome: null once another node leads
     * @return null if it has begun, else the error
     */
    @Nullable CommandError begin(long timeoutMs, Consumer<@Nullable CommandError> done) {
        if (log == null) return ServerControl.NO_LOG;
        if (!writer.isPrimary()) return NOT_THE_PRIMARY;
        if (state != State.IDLE || !writer.takesWrites()) return BUSY;
        String refusal = standbys.refusal(System.nanoTime());
        if (refusal != null) return new CommandError("ERR " + refusal);
        state = State.HOLDING;
        whenDone = done;
        beganNanos = System.nanoTime();
        deadlineNanos = beganNanos + timeoutMs * 1_000_000;
        clients.hold();
        // Not from within the command: behind this turn, with everything that it has written.
        loop.execute(this::handOver);
        return null;
    }

    private void handOver() {
        if (state != State.HOLDING) return;
        loop.openTurn();
        writer.handOver();
        state = State.HANDED_OVER;
    }

    /** Another node leads the shard; called before anything is relayed to it. */
    void ledBy(String address) {
        if (state != State.HANDED_OVER) return;
        LOG.info("handed over to {} in {} ms", address, (System.nanoTime() - beganNanos) / 1_000_000);
        HostPort successor = HostPort.of(address);
        clients.relayTo(successor.host(), successor.port());
        end(null);
    }

    /**
     * An operator's claim.
     *
     * @return null if the log's agent will try, else the error
     */
    @Nullable CommandError claim() {
        if (log == null) return ServerControl.NO_LOG;
        if (writer.isPrimary()) return LEADS_ALREADY;
        log.claim();
        return null;
    }

    /** This node leads, of a new epoch. */
    void leads() {
        executor.checkAdoptions();
        if (state != State.HANDED_OVER) return;
        clients.letGo();
        end(NOBODY_CAME);
    }

    /** Looks at the standbys and at the time: with every beat of {@link NodePulse}. */
    void check(@Nullable ClusterMap map, long nowNanos) {
        if (map != null) standbys.look(map, writer.lastLsn(), nowNanos);
        executor.checkAdoptions();
        if (state != State.HANDED_OVER || nowNanos - deadlineNanos < 0) return;
        clients.letGo();
        end(TIMED_OUT);
    }

    private void end(@Nullable CommandError outcome) {
        state = State.IDLE;
        if (outcome != null) LOG.warn("switchover: {}", outcome.getMessage());
        Consumer<@Nullable CommandError> told = whenDone;
        whenDone = ignored -> {};
        told.accept(outcome);
    }
}
