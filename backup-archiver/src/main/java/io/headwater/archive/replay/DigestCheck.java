package io.headwater.archive.replay;

import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.digest.DigestNote;
import io.headwater.cache.engine.digest.DigestRound;
import io.headwater.schemas.ArchiveManifest.Proven;
import io.headwater.schemas.ControlKind;
import io.headwater.schemas.LogRecordReader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a replay take part in the rounds of the digest that it passes: where the log holds what the primary's keys added up to, the replayed keys must add up to the same.
 *
 * <p>A round is observed from the entry that begins it, so that exactly the keys that every copy leaves out are left out here, too; the sum is made in one go at the entry
 * that ends it, which is what a sweep in slices comes to. A round of which the replay holds only a part, because it starts at a snapshot in its middle or stops there, proves nothing.
 *
 * <p>A sum takes the time of one pass over the keyspace, and a replay may pass a week's rounds in a minute. So it takes part in those near its end, which prove all that
 * is before them, and in between as often as a small share of its time allows. One thread.
 */
final class DigestCheck {
    /** Of the rounds that begin so many intervals before the end one is complete, unless it was flushed in it. */
    private static final int LAST_INTERVALS = 2;
    /** The first round is taken for one of the last if it begins so long before the end: nothing tells yet how often they come. */
    private static final long FIRST_MS = 300_000;
    /** About what a key takes to be summed up. */
    private static final long KEY_NANOS = 200;
    /** Of the time between them, the share that sums may take. */
    private static final int SHARE = 20;

    private final int shard;
    private final String way;
    private final Keyspace keyspace;
    private final long horizonMs;
    private final long doubtedLsn;
    private final long startNanos = System.nanoTime();
    private @Nullable DigestRound round;
    private @Nullable Proven proven;
    private long sumNanos;
    private long begunMs = -1;
    private long longestIntervalMs;

    /**
     * @param way what is replayed, for messages
     * @param horizonMs the time at which the replay will end, or about, milliseconds since 1970
     * @param doubtedLsn another way failed the digest at this entry: no round up to there is let pass; 0 for none
     */
    DigestCheck(int shard, String way, Keyspace keyspace, long horizonMs, long doubtedLsn) {
        this.way = way;
        this.doubtedLsn = doubtedLsn;
        this.shard = shard;
        this.keyspace = keyspace;
        this.horizonMs = horizonMs;
    }

    /** The replay starts with a keyspace of which this much was proven before. */
    void startsAt(@Nullable Proven before) {
        proven = before;
    }

    /** The newest digest that the keyspace was compared with; null if there was none. */
    @Nullable Proven proven() {
        return proven;
    }

    /**
     * A control entry has been reached.
     *
     * @throws DivergedException if the keys do not add up to what the primary's did
     */
    void control(LogRecordReader entry) {
        if (entry.controlKind() != ControlKind.DIGEST) {
            return;
        }
        switch (DigestNote.decode(entry.controlData())) {
            case DigestNote.Begin(long id) -> begin(id, entry.lsn(), entry.entryTimeMs());
            case DigestNote.End end -> end(end, entry.lsn(), entry.entryTimeMs());
        }
    }

    private void begin(long id, long lsn, long timeMs) {
        drop();
        boolean first = begunMs < 0;
        longestIntervalMs = first ? 0 : Math.max(longestIntervalMs, timeMs - begunMs);
        begunMs = timeMs;
        long lastMs = first ? FIRST_MS : LAST_INTERVALS * longestIntervalMs;
        if (lsn < doubtedLsn || timeMs >= horizonMs - lastMs || hasTime()) {
            round = new DigestRound(keyspace, id);
            keyspace.observe(round);
        }
    }

    private boolean hasTime() {
        return sumNanos + KEY_NANOS * keyspace.size() < (System.nanoTime() - startNanos) / SHARE;
    }

    /** The round under way, if there is one, will prove nothing. */
    void drop() {
        round = null;
        keyspace.observe(null);
    }

    private void end(DigestNote.End end, long lsn, long timeMs) {
        DigestRound now = round;
        drop();
        if (now == null || now.id() != end.round() || now.isAbandoned()) {
            return;
        }
        long beganNanos = System.nanoTime();
        now.sweep(beganNanos + TimeUnit.DAYS.toNanos(1));
        sumNanos += System.nanoTime() - beganNanos;
        List<String> slots = now.sum().differences(end.sum());
        if (!slots.isEmpty()) {
            throw new DivergedException(shard, way, lsn, timeMs, slots);
        }
        proven = new Proven(lsn, timeMs);
    }
}
