package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.resp.WriterLoop;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Applies what the log's agent hands over, on the writer thread, in slices between which clients are served: records, and changes of the role in their place among
 * them. While the binlog has no room it takes nothing, and the agent waits. Owned by the writer thread.
 */
final class LogFollower {
    /** So long at most before clients are looked at. */
    private static final long SLICE_NANOS = 1_000_000;

    private final WriterLoop loop;
    private final NodeWriter writer;
    private final BinlogWriter binlog;
    private final NodePositions positions;
    private final NodeAnnouncer announcer;
    private final Switchover switchover;
    private final Readiness readiness;
    private final BinlogEvents events;
    private final LogIntake intake;
    private final @Nullable KafkaNote ofBase;
    private LogIntake.@Nullable Item deferred;
    private boolean stalled;

    /**
     * @param readiness told when the node knows what it is
     * @param ofBase from where the log would be read on if the binlog had no note yet; null if from nowhere
     */
    LogFollower(
            WriterLoop loop,
            NodeWriter writer,
            BinlogWriter binlog,
            NodePositions positions,
            NodeAnnouncer announcer,
            Switchover switchover,
            Readiness readiness,
            BinlogEvents events,
            FaultHandler faults,
            @Nullable KafkaNote ofBase) {
        this.loop = loop;
        this.writer = writer;
        this.binlog = binlog;
        this.positions = positions;
        this.announcer = announcer;
        this.switchover = switchover;
        this.readiness = readiness;
        this.events = events;
        this.ofBase = ofBase;
        events.whenDurable(this::announce);
        this.intake = new LogIntake(() -> loop.execute(this::slice), events::releaseReplies, faults);
    }

    /** What the agent hands records to. */
    LogIntake intake() {
        return intake;
    }

    /** Completes when the node may let clients in; from any thread. */
    CompletableFuture<Void> ready() {
        return readiness.ready();
    }

    /** The binlog has room again. */
    void check() {
        if (stalled) slice();
    }

    private void slice() {
        stalled = false;
        long deadline = System.nanoTime() + SLICE_NANOS;
        boolean any = false;
        while (true) {
            LogIntake.Item item = deferred != null ? deferred : intake.take();
            deferred = null;
            if (item == null) break;
            // The second question also asks for more space when what is reserved runs out. A full disk must not keep a node from learning who leads.
            if (item.takesSpace() && (!binlog.hasRoom() || !binlog.admits(0))) {
                deferred = item;
                stalled = true;
                break;
            }
            if (item.changesRole() && loop.isTurnOpen()) {
                deferred = item;
                loop.execute(this::slice); // behind the turn's end
                break;
            }
            apply(item);
            any = true;
            if (System.nanoTime() > deadline) {
                loop.execute(this::slice);
                break;
            }
        }
        if (!any) return;
        if (!writer.isPrimary()) writer.serveBlocked();
        announce();
    }

    /** Tells the cluster how far this node has come, also while it leads. */
    void announce() {
        KafkaNote note = binlog.durableNote();
        announcer.announceReader(writer.isPrimary(), writer.position(), binlog.durableLsn(), note == null ? ofBase : note);
    }

    private void apply(LogIntake.Item item) {
        switch (item) {
            case LogIntake.Item.Payload payload -> {
                writer.follow(payload.bytes(), payload.offset(), payload.length(), intake.isBehind());
                readiness.heard();
            }
            case LogIntake.Item.Advanced(KafkaNote note) -> {
                positions.history(note.filter());
                binlog.note(note);
            }
            case LogIntake.Item.Alive(long timeMs) -> {
                writer.advanceTo(timeMs);
                readiness.heard();
            }
            case LogIntake.Item.CaughtUp() -> readiness.caughtUp();
            case LogIntake.Item.Leading leading -> {
                writer.lead(leading.leadership());
                events.whenDurable(null);
                positions.leads(leading.leadership().stamp().epoch(), leading.leadership().stamp().lastLsn());
                announcer.leads(leading.leadership().stamp().epoch());
                switchover.leads();
                readiness.leads();
            }
            case LogIntake.Item.LedBy ledBy -> {
                announcer.ledBy(ledBy.node(), ledBy.address(), ledBy.epoch());
                switchover.ledBy(ledBy.address());
            }
            case LogIntake.Item.Released() -> {
                writer.release();
                events.whenDurable(this::announce);
                // All that replies wait for is in the log, in front of the marker; nobody needs a lease for it any more.
                loop.releaseReplies();
            }
        }
    }
}
