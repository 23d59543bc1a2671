package io.headwater.restore.diff;

import io.headwater.cache.engine.Value;
import io.headwater.cache.engine.ValueType;
import io.headwater.cache.engine.read.ValueText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what differs, by type and by prefix, and keeps a few keys of each kind as samples. Bounded, whatever comes: beyond {@value #MAX_PREFIXES} prefixes the rest is
 * counted together. One thread.
 */
public final class DiffCounts implements DiffVisitor {
    /** Prefixes that are told apart. */
    static final int MAX_PREFIXES = 10_000;
    /** Stands for all prefixes beyond. */
    static final String OTHERS = "(others)";

    private static final int MAX_PREFIX_BYTES = 64;

    private final int samplesWanted;
    private final Tally total = new Tally();
    private final Map<ValueType, Tally> byType = new EnumMap<>(ValueType.class);
    private final Map<String, Tally> byPrefix = new TreeMap<>();
    private final List<Sample> samples = new ArrayList<>();

    /** @param samplesWanted keys to keep of each kind of difference */
    public DiffCounts(int samplesWanted) {
        this.samplesWanted = samplesWanted;
    }

    /** What became of a key. */
    public enum Change {
        CREATED,
        CHANGED,
        REMOVED
    }

    /** Keys by what became of them. One thread. */
    public static final class Tally {
        private final long[] counts = new long[Change.values().length];

        void add(Change change) {
            counts[change.ordinal()]++;
        }

        public long of(Change change) {
            return counts[change.ordinal()];
        }

        public long sum() {
            return counts[0] + counts[1] + counts[2];
        }
    }

    /**
     * A key that differs.
     *
     * @param type of the value afterwards, or before if there is none afterwards
     * @param before a short text; empty if there was none
     * @param after likewise
     */
    public record Sample(Change change, int database, String key, ValueType type, String before, String after) {}

    @Override
    public void created(int database, byte[] key, Value after, long afterExpireAtMs) {
        count(Change.CREATED, key, after.type());
        if (wanted(Change.CREATED)) {
            samples.add(new Sample(Change.CREATED, database, text(key), after.type(), "", ValueText.of(after, afterExpireAtMs)));
        }
    }

    @Override
    public void changed(int database, byte[] key, Value before, long beforeExpireAtMs, Value after, long afterExpireAtMs) {
        count(Change.CHANGED, key, after.type());
        if (wanted(Change.CHANGED)) {
            samples.add(new Sample(
                    Change.CHANGED, database, text(key), after.type(), ValueText.of(before, beforeExpireAtMs), ValueText.of(after, afterExpireAtMs)));
        }
    }

    @Override
    public void removed(int database, byte[] key, Value before, long beforeExpireAtMs) {
        count(Change.REMOVED, key, before.type());
        if (wanted(Change.REMOVED)) {
            samples.add(new Sample(Change.REMOVED, database, text(key), before.type(), ValueText.of(before, beforeExpireAtMs), ""));
        }
    }

    private boolean wanted(Change change) {
        return total.of(change) <= samplesWanted;
    }

    private void count(Change change, byte[] key, ValueType type) {
        total.add(change);
        byType.computeIfAbsent(type, absent -> new Tally()).add(change);
        String prefix = prefix(key);
        if (byPrefix.size() >= MAX_PREFIXES && !byPrefix.containsKey(prefix)) {
            prefix = OTHERS;
        }
        byPrefix.computeIfAbsent(prefix, absent -> new Tally()).add(change);
    }

    /** A key's first part: up to its first colon, which stays; a key without one has none. */
    static String prefix(byte[] key) {
        for (int i = 0; i < Math.min(key.length, MAX_PREFIX_BYTES); i++) {
            if (key[i] == ':') {
                return new String(key, 0, i + 1, StandardCharsets.UTF_8);
            }
        }
        return "(no prefix)";
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    public Tally total() {
        return total;
    }

    /** Types that occur, in their order. */
    public Map<ValueType, Tally> byType() {
        return byType;
    }

    /** Prefixes that occur, those with the most differences first. */
    public List<Map.Entry<String, Tally>> byPrefix() {
        List<Map.Entry<String, Tally>> sorted = new ArrayList<>(byPrefix.entrySet());
        sorted.sort((one, other) -> Long.compare(other.getValue().sum(), one.getValue().sum()));
        return sorted;
    }

    public List<Sample> samples() {
        return samples;
    }
}
