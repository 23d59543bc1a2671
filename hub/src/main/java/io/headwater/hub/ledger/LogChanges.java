package io.headwater.hub.ledger;

import io.headwater.cache.engine.read.EffectKeys;
import io.headwater.replication.JudgedLog;
import io.headwater.replication.JudgedRecord;
import io.headwater.schemas.Actor;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the log, archived or in its topic, says about the keys of lost entries: who has changed them since, and which of the entries were applied again. Keeps a little for each of those keys and
 * nothing for others, so that a long log needs time but no memory. One thread.
 */
final class LogChanges {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = 15_000_000_000L;

    private final JudgedLog reader;
    private final LogRecordReader record = new LogRecordReader();
    private final Map<String, LostEntry> entryByActor = new HashMap<>();
    private final Map<Position, LostEntry> entryByPosition = new HashMap<>();
    private final Set<String> applied = new HashSet<>();
    private final Map<LedgerKey, Long> foreignLsnByKey = new HashMap<>();
    private final Map<LedgerKey, List<Replayed>> replaysByKey = new HashMap<>();
    /** By database, {@link EffectKeys#ALL_DATABASES} among them. */
    private final Map<Integer, Long> flushLsnByDatabase = new HashMap<>();

    private record Replayed(LostEntry entry, long lsn) {}

    /**
     * @param reader the shard's log from its oldest record on
     * @param entries whose keys matter
     */
    LogChanges(JudgedLog reader, Collection<LostEntry> entries) {
        this.reader = reader;
        for (LostEntry entry : entries) {
            entryByActor.put(entry.actor(), entry);
            entryByPosition.put(new Position(entry.entry().epoch(), entry.entry().lsn()), entry);
            for (LedgerKey key : entry.keys()) foreignLsnByKey.put(key, 0L);
        }
    }

    /**
     * Reads on until the log holds this lsn.
     *
     * @throws HeadwaterException if it does not come, or the log cannot be read
     */
    void readTo(long lsn) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (reader.position().lsn() < lsn) {
            List<JudgedRecord> records = reader.poll(POLL);
            for (JudgedRecord judged : records) take(judged);
            if (!records.isEmpty()) {
                deadline = System.nanoTime() + PATIENCE_NANOS;
            } else if (System.nanoTime() - deadline > 0) {
                throw new HeadwaterException(
                        "the log ends at lsn " + reader.position().lsn() + ", and the primary is at " + lsn,
                        "check that the primary reaches Kafka: `headwater status`",
                        HeadwaterException.EXIT_UNAVAILABLE);
            }
        }
    }

    private void take(JudgedRecord judged) {
        if (!judged.verdict().takesEffect()) return;
        judged.read(record);
        while (record.nextEntry()) {
            if (!record.isControl()) takeEntry(judged.epoch());
        }
    }

    private void takeEntry(long epoch) {
        long lsn = record.lsn();
        Actor actor = record.actor();
        LostEntry replayed = actor == null || !LostEntry.isActor(actor.client()) ? null : entryByActor.get(actor.client());
        // Not lost after all: a directory that was replaced could not tell.
        if (replayed == null) replayed = entryByPosition.get(new Position(epoch, lsn));
        if (replayed != null) applied.add(replayed.actor());
        LostEntry found = replayed;
        ChangedKeys keys = new ChangedKeys(key -> changed(key, lsn, found), database -> flushLsnByDatabase.put(database, lsn));
        keys.begin(record.database());
        while (record.nextEffect()) {
            List<byte[]> arguments = new ArrayList<>();
            for (int i = 0; i < record.argumentCount(); i++) arguments.add(record.argument(i));
            keys.effect(arguments);
        }
    }

    private void changed(LedgerKey key, long lsn, @Nullable LostEntry replayed) {
        if (!foreignLsnByKey.containsKey(key)) return;
        if (replayed == null) foreignLsnByKey.put(key, lsn);
        else replaysByKey.computeIfAbsent(key, absent -> new ArrayList<>()).add(new Replayed(replayed, lsn));
    }

    /** Whether the entry was applied again, or is in the log itself. */
    boolean isApplied(LostEntry entry) {
        return applied.contains(entry.actor());
    }

    /** Why the entry's keys are not as it had left them to its successors; null if they are. */
    @Nullable String change(LostEntry entry) {
        if (entry.behindLsn() < reader.beginsAfter().lsn()) {
            return "what the log holds is only known from behind lsn " + reader.beginsAfter().lsn() + " on";
        }
        for (LedgerKey key : entry.keys()) {
            long lsn = Math.max(foreignLsnByKey.getOrDefault(key, 0L), flushLsn(key.database()));
            for (Replayed replay : replaysByKey.getOrDefault(key, List.of())) {
                if (!replay.entry.precedes(entry)) lsn = Math.max(lsn, replay.lsn);
            }
            if (lsn > entry.behindLsn()) return "its key " + key.name() + " was changed at lsn " + lsn;
        }
        return null;
    }

    private long flushLsn(int database) {
        return Math.max(flushLsnByDatabase.getOrDefault(database, 0L), flushLsnByDatabase.getOrDefault(EffectKeys.ALL_DATABASES, 0L));
    }
}
