package io.headwater.hub.ledger;

import io.headwater.cache.binlog.LostWritesLedger.Effect;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies lost entries again through the shard's primary, each as one transaction, where that cannot undo anything newer:
 *
 * <pre>
 * WATCH its keys -> where is the primary? -> read the log up to there -> was a key changed since the entry's history ended? -> MULTI, its commands, EXEC
 * </pre>
 *
 * What comes between the look into the log and EXEC breaks the watch. The log itself records that an entry was applied, see {@link LostEntry#actor}, in the entry that
 * applies it; so that a second run, also after a crash at any moment, applies nothing twice. One thread.
 */
public final class LedgerReplay {
    private static final int ATTEMPTS = 5;

    /** What became of an entry. */
    public enum Outcome {
        APPLIED,
        /** By an earlier run. */
        APPLIED_BEFORE,
        /** It holds nothing that a client could have sent. */
        NOTHING_TO_DO,
        REFUSED
    }

    private final Primary primary;
    private final LogChanges changes;
    /** Of refused entries: what comes behind in the same epoch saw them, and must not be applied without them. */
    private final Set<LedgerKey> blocked = new HashSet<>();

    private long blockedEpoch;

    LedgerReplay(Primary primary, LogChanges changes) {
        this.primary = primary;
        this.changes = changes;
    }

    /**
     * Goes over a shard's entries in their order.
     *
     * @param told takes each entry's outcome, and in front of it why, or an empty string
     */
    void run(List<LostEntry> entries, Told told) {
        changes.readTo(primary.lastLsn());
        for (LostEntry entry : entries) {
            replay(entry, (outcome, why) -> {
                if (outcome == Outcome.REFUSED) blocked.addAll(entry.keys());
                told.entry(entry, outcome, why);
            });
        }
    }

    /** Takes outcomes. */
    @FunctionalInterface
    interface Told {
        void entry(LostEntry entry, Outcome outcome, String why);
    }

    private void replay(LostEntry entry, BiConsumer<Outcome, String> outcome) {
        if (entry.entry().epoch() != blockedEpoch) blocked.clear();
        blockedEpoch = entry.entry().epoch();
        List<Effect> commands = entry.commands();
        if (commands.isEmpty()) {
            outcome.accept(Outcome.NOTHING_TO_DO, "");
        } else if (changes.isApplied(entry)) {
            outcome.accept(Outcome.APPLIED_BEFORE, "");
        } else if (entry.wholeDatabases()) {
            outcome.accept(Outcome.REFUSED, "it changes a whole database");
        } else if (entry.keys().stream().anyMatch(blocked::contains)) {
            outcome.accept(Outcome.REFUSED, "an earlier lost write to its key was not applied");
        } else {
            String why = apply(entry, commands);
            outcome.accept(why == null ? Outcome.APPLIED : Outcome.REFUSED, why == null ? "" : why);
        }
    }

    /** Returns null, or why not. */
    private @Nullable String apply(LostEntry entry, List<Effect> commands) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            primary.watch(entry.keys());
            changes.readTo(primary.lastLsn());
            String change = changes.change(entry);
            if (change != null) {
                primary.unwatch();
                return change;
            }
            if (primary.transact(entry.actor(), entry.entry().database(), commands)) return null;
        }
        return "its keys are being changed";
    }
}
