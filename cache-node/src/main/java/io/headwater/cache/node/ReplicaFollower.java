package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.resp.WriterLoop;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Applies what a replica's feed brings, on the writer thread, in slices between which clients are served. While the binlog has no room it takes nothing, and the feed
 * waits. Owned by the writer thread.
 */
final class ReplicaFollower {
    /** So long at most before clients are looked at. */
    private static final long SLICE_NANOS = 1_000_000;

    private final WriterLoop loop;
    private final ReplicaTurn turn;
    private final LogApplier applier;
    private final BinlogWriter binlog;
    private final Consumer<LogApplier> advanced;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final ReplicaIntake intake;
    private boolean stalled;

    /** @param advanced told after each slice, on the writer thread */
    ReplicaFollower(
            WriterLoop loop, ReplicaTurn turn, LogApplier applier, BinlogWriter binlog, FaultHandler faults, Consumer<LogApplier> advanced) {
        this.loop = loop;
        this.turn = turn;
        this.applier = applier;
        this.binlog = binlog;
        this.advanced = advanced;
        this.intake = new ReplicaIntake(() -> loop.execute(this::slice), faults);
    }

    /** What the feed hands records to. */
    ReplicaIntake intake() {
        return intake;
    }

    /** Completes when all that the topic held at the start is applied. */
    CompletableFuture<Void> caughtUp() {
        return caughtUp;
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
            // The second question also asks for more space when what is reserved runs out.
            if (!binlog.hasRoom() || !binlog.admits(0)) {
                stalled = true;
                break;
            }
            ReplicaIntake.Item item = intake.take();
            if (item == null) break;
            apply(item);
            any = true;
            if (System.nanoTime() > deadline) {
                loop.execute(this::slice);
                break;
            }
        }
        if (any) advanced.accept(applier);
    }

    private void apply(ReplicaIntake.Item item) {
        switch (item) {
            case ReplicaIntake.Item.Payload payload -> {
                applier.apply(payload.bytes(), payload.offset(), payload.length());
                turn.advanceTo(applier.lastTimeMs());
            }
            case ReplicaIntake.Item.Advanced(KafkaNote note) -> binlog.note(note);
            case ReplicaIntake.Item.Alive(long timeMs) -> turn.advanceTo(timeMs);
            case ReplicaIntake.Item.CaughtUp() -> caughtUp.complete(null);
        }
    }
}
