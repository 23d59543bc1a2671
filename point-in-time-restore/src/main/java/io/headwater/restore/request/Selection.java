package io.headwater.restore.request;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which keys are restored. The log is folded as a whole first and the keys are chosen from the result: a key may have come from another by RENAME, COPY or SWAPDB, so that
 * nothing less is exact.
 *
 * @param databases only these; empty for all
 * @param keys only keys that one of these means; empty for all
 */
public record Selection(Set<Integer> databases, List<KeyPattern> keys) {
    /** Every key. */
    public static final Selection ALL = new Selection(Set.of(), List.of());

    public Selection {
        databases = Set.copyOf(databases);
        keys = List.copyOf(keys);
    }

    /** Whether every key is meant. */
    public boolean isAll() {
        return databases.isEmpty() && keys.isEmpty();
    }

    /** Whether any key of a database may be meant. */
    public boolean includes(int database) {
        return databases.isEmpty() || databases.contains(database);
    }

    /** Whether a key of a database is meant. */
    public boolean includes(int database, byte[] key) {
        if (!includes(database)) {
            return false;
        }
        if (keys.isEmpty()) {
            return true;
        }
        for (KeyPattern pattern : keys) {
            if (pattern.matches(key)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        if (isAll()) {
            return "everything";
        }
        String which = keys.isEmpty() ? "all keys" : keys.stream().map(KeyPattern::toString).collect(Collectors.joining(", "));
        return databases.isEmpty()
                ? which
                : which + " of database " + databases.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
