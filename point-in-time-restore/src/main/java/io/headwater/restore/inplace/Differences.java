package io.headwater.restore.inplace;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Value;
import io.headwater.restore.diff.DiffCounts;
import io.headwater.restore.diff.DiffVisitor;
import io.headwater.schemas.Slots;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what differs, and counts it on the way. The values stay those of the compared keyspaces. One thread. */
public final class Differences implements DiffVisitor {
    private final DiffCounts counts;
    private final List<Difference> all = new ArrayList<>();

    /** @param counts of several shards together */
    public Differences(DiffCounts counts) {
        this.counts = counts;
    }

    /** All of them, database by database and slot by slot, so that neighbours may be written together. */
    public List<Difference> ordered() {
        all.sort(Comparator.comparingInt(Difference::database).thenComparingInt(d -> Slots.of(d.key(), 0, d.key().length)));
        return all;
    }

    @Override
    public void created(int database, byte[] key, Value after, long afterExpireAtMs) {
        counts.created(database, key, after, afterExpireAtMs);
        all.add(new Difference(database, key, null, Entry.NO_EXPIRY, after, afterExpireAtMs));
    }

    @Override
    public void changed(int database, byte[] key, Value before, long beforeExpireAtMs, Value after, long afterExpireAtMs) {
        counts.changed(database, key, before, beforeExpireAtMs, after, afterExpireAtMs);
        all.add(new Difference(database, key, before, beforeExpireAtMs, after, afterExpireAtMs));
    }

    @Override
    public void removed(int database, byte[] key, Value before, long beforeExpireAtMs) {
        counts.removed(database, key, before, beforeExpireAtMs);
        all.add(new Difference(database, key, before, beforeExpireAtMs, null, Entry.NO_EXPIRY));
    }
}
