package io.headwater.cache.node;

import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.digest.DigestNote;
import io.headwater.cache.engine.digest.DigestRound;
import io.headwater.cache.resp.WriterLoop;
import io.headwater.schemas.ControlKind;
import io.headwater.schemas.LogRecordReader;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the copies of a shard, round after round. The primary writes that a round begins, and from that lsn on every copy sums its keys up in slices of its own pace;
 * when the primary's sum is complete it writes it into the log, and every copy compares its own at that very lsn. Owned by the writer thread.
 *
 * <pre>
 * primary:   begin (entry) -- slices, the fold goes on --> complete -- end with the sum (entry)
 * follower:          begin -- slices, the fold goes on ----------------> finish, compare
 * </pre>
 *
 * A follower that is far from finished, because it catches up, leaves the round out.
 */
final class DigestKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(DigestKeeper.class);
    private static final long TICK_MS = 10;
    /** What a slice may take of every tick: a primary's share leaves its clients nearly everything. */
    private static final long SLICE_NANOS = 300_000;
    /** The same once a quarter of the interval is over: a large keyspace is to be through before the next round is due. */
    private static final long LATE_SLICE_NANOS = 1_000_000;
    /** A follower takes more, so that it is done first. */
    private static final double FOLLOWER_SHARE = 1.5;
    /** What may be left to do when the primary's sum arrives. */
    private static final long FINISH_NANOS = 100_000_000;

    private final WriterLoop loop;
    private final NodeWriter writer;
    private final WriteSide writes;
    private final Keyspace keyspace;
    private final LongSupplier intervalMs;
    private @Nullable DigestRound round;
    private @Nullable ScheduledFuture<?> ticks;
    private boolean own;
    private long begunMs;
    private long lastLsn;
    private long rounds;
    private long skipped;
    private List<String> diverged = List.of();

    /** @param intervalMs between the begins of two rounds of a primary; 0 for none */
    DigestKeeper(WriterLoop loop, NodeWriter writer, WriteSide writes, LongSupplier intervalMs) {
        this.loop = loop;
        this.writer = writer;
        this.writes = writes;
        this.keyspace = writes.keyspace();
        this.intervalMs = intervalMs;
        keyspace.controls(this::control);
    }

    /** Begins a round when it is time; called often, with the turn open. */
    void beat() {
        if (own != writer.takesWrites()) {
            // The role has changed: a round of the other one has no end.
            drop();
            own = writer.takesWrites();
            begunMs = writer.nowMs();
        }
        long interval = intervalMs.getAsLong();
        if (!own || interval == 0 || round != null || writer.nowMs() - begunMs < interval || !mayWrite()) return;
        begunMs = writer.nowMs();
        write(new DigestNote.Begin(begunMs));
        begin(begunMs);
    }

    private boolean mayWrite() {
        return writes.binlog().hasRoom() && writes.admission().isCovered();
    }

    private void write(DigestNote note) {
        writes.encoder().control(writer.nowMs(), ControlKind.DIGEST, note.encoded());
    }

    private void begin(long id) {
        drop();
        DigestRound begun = new DigestRound(keyspace, id);
        round = begun;
        keyspace.observe(begun);
        ticks = loop.repeat(this::tick, TICK_MS);
    }

    private void drop() {
        if (round == null) return;
        round = null;
        keyspace.observe(null);
        if (ticks != null) ticks.cancel(false);
    }

    private void tick() {
        DigestRound now = round;
        if (now == null) return;
        if (now.isAbandoned()) {
            drop();
            return;
        }
        boolean complete = now.sweep(System.nanoTime() + sliceNanos());
        if (complete && own && writer.takesWrites() && mayWrite()) {
            loop.openTurn();
            write(new DigestNote.End(now.id(), now.sum()));
            lastLsn = writer.lastLsn() + writes.encoder().entries();
            rounds++;
            drop();
        }
    }

    private long sliceNanos() {
        long nanos = writer.nowMs() - begunMs < intervalMs.getAsLong() / 4 ? SLICE_NANOS : LATE_SLICE_NANOS;
        return own ? nanos : (long) (nanos * FOLLOWER_SHARE);
    }

    /** A control entry is being folded: this node follows. */
    private void control(LogRecordReader entry) {
        if (entry.controlKind() != ControlKind.DIGEST) return;
        switch (DigestNote.decode(entry.controlData())) {
            case DigestNote.Begin(long id) -> {
                begunMs = writer.nowMs();
                begin(id);
            }
            case DigestNote.End end -> end(end, entry.lsn());
        }
    }

    private void end(DigestNote.End end, long lsn) {
        DigestRound now = round;
        drop();
        if (now == null || now.id() != end.round() || now.isAbandoned() || !now.sweep(System.nanoTime() + FINISH_NANOS)) {
            skipped++;
            return;
        }
        List<String> before = diverged;
        diverged = now.sum().differences(end.sum());
        lastLsn = lsn;
        rounds++;
        if (!diverged.isEmpty()) {
            LOG.error(
                    "this copy differs from the log's in slots {} at lsn {}: stop it, move its directory away and start it anew; the log has everything",
                    String.join(",", diverged), lsn);
        } else if (!before.isEmpty()) {
            LOG.info("this copy equals the log's again, at lsn {}", lsn);
        }
    }

    /** What INFO says. */
    void report(BiConsumer<String, Object> field) {
        field.accept("headwater_digest_last_lsn", lastLsn);
        field.accept("headwater_digest_ok", diverged.isEmpty() ? 1 : 0);
        field.accept("headwater_digest_diverged_slots", String.join(",", diverged));
        field.accept("headwater_digest_rounds", rounds);
        field.accept("headwater_digest_rounds_left_out", skipped);
        field.accept("headwater_digest_in_progress", round == null ? 0 : 1);
    }
}
