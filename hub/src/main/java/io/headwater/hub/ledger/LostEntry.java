package io.headwater.hub.ledger;

import io.headwater.cache.binlog.LostWritesLedger.Effect;
import io.headwater.cache.binlog.LostWritesLedger.Entry;
import io.headwater.cache.binlog.LostWritesLedger.Range;
import io.headwater.schemas.Cause;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A lost entry with what its replay must know.
 *
 * @param node that had executed it
 * @param behindLsn the last lsn of the log that the node's history shared with what came to be valid
 * @param keys what it changes
 * @param wholeDatabases whether it changes databases as a whole, so that no key can be looked after
 */
record LostEntry(String node, long behindLsn, Entry entry, Set<LedgerKey> keys, boolean wholeDatabases) {
    private static final String ACTOR = "headwater-ledger/";

    static LostEntry of(String node, Range range, Entry entry) {
        Set<LedgerKey> keys = new LinkedHashSet<>();
        boolean[] whole = {false};
        ChangedKeys effects = new ChangedKeys(keys::add, database -> whole[0] = true);
        effects.begin(entry.database());
        for (Effect effect : entry.effects()) effects.effect(effect.arguments());
        return new LostEntry(node, range.firstLsn() - 1, entry, Set.copyOf(keys), whole[0]);
    }

    /** Position and node, as people see it. */
    String id() {
        return entry.epoch() + ":" + entry.lsn() + "@" + node;
    }

    /**
     * The client name under which this entry is applied again. The log keeps it with the effects, in one atomic entry: by that it is known that this was done, whoever asks
     * and whatever became of the process that did it.
     */
    String actor() {
        return ACTOR + id();
    }

    static boolean isActor(String clientName) {
        return clientName.startsWith(ACTOR);
    }

    /** Whether this entry was written before the other: an epoch begins when the one before it is over. */
    boolean precedes(LostEntry other) {
        return entry.epoch() < other.entry.epoch() || entry.epoch() == other.entry.epoch() && entry.lsn() < other.entry.lsn();
    }

    /** What a client would have sent. Deletions of expired keys are left out: the primary makes its own. */
    List<Effect> commands() {
        List<Effect> commands = new ArrayList<>();
        for (Effect effect : entry.effects()) {
            if (effect.cause() != Cause.EXPIRY) commands.add(effect);
        }
        return commands;
    }
}
