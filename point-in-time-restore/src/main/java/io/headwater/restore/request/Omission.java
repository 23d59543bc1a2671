package io.headwater.restore.request;

import io.headwater.schemas.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a restore leaves out, as if it had never been written.
 *
 * <p>An actor, a command and a range leave out whole entries, for an entry is atomic: a transaction with a FLUSHALL in it goes as one. A key pattern leaves out single
 * effects, for it says nothing about the other keys of a transaction; of a DEL of several keys those that match.
 *
 * @param actors names of clients or users; an empty one means clients without a name
 * @param commands names of effects, in upper case
 * @param keys effects that write such a key
 * @param ranges entries by position
 * @param sinceMs entries before this time stay, milliseconds since 1970; 0 to leave out from the oldest entry on that there is
 */
public record Omission(Set<String> actors, Set<String> commands, List<KeyPattern> keys, List<Range> ranges, long sinceMs) {
    /** Leaves out nothing. */
    public static final Omission NONE = new Omission(Set.of(), Set.of(), List.of(), List.of(), 0);

    public Omission {
        actors = Set.copyOf(actors);
        commands = Set.copyOf(commands);
        keys = List.copyOf(keys);
        ranges = List.copyOf(ranges);
    }

    /**
     * Entries of one shard, both ends included.
     *
     * @param shard null only in a cluster of one shard
     */
    public record Range(@Nullable Integer shard, Position first, Position last) {
        public Range {
            if (last.compareTo(first) < 0 || last.lsn() < first.lsn()) {
                throw new IllegalArgumentException("a range ends where it begins or later: " + first + ".." + last);
            }
        }

        /** Whether it is of this shard's log. */
        public boolean isOf(int other) {
            return shard == null ? other == 0 : shard == other;
        }

        @Override
        public String toString() {
            return first + ".." + last + (shard == null ? "" : " of shard " + shard);
        }
    }

    /** Whether nothing is left out. */
    public boolean isNone() {
        return actors.isEmpty() && commands.isEmpty() && keys.isEmpty() && ranges.isEmpty();
    }

    /** Whether something is left out by what it is, not by where it is in the log. */
    public boolean byContent() {
        return !actors.isEmpty() || !commands.isEmpty() || !keys.isEmpty();
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        actors.stream().sorted().forEach(actor -> parts.add(actor.isEmpty() ? "clients without a name" : "actor " + actor));
        commands.stream().sorted().forEach(command -> parts.add("command " + command));
        keys.forEach(key -> parts.add("keys " + key));
        ranges.forEach(range -> parts.add("range " + range));
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }
}
