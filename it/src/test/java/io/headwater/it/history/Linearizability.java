package io.headwater.it.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a history is linearizable: whether the operations of each key can be put into one order in which each stands between its call and its return and
 * each answer is what a register that starts absent would have given. Keys are independent of each other, and linearizability is local, so each key is judged by itself.
 *
 * <p>The search is Wing and Gong's with Lowe's memory (G. Lowe, "Testing for linearizability", 2017): depth first, the next operation is any that was called before
 * the earliest return among those not yet placed; a set of placed operations together with the register's content is tried once. An operation of unknown fate
 * may be placed anywhere behind its call, or never. Of several that are equal but for their call, the earliest is placed first, since any order that has them
 * otherwise is as good with the two exchanged.
 */
public final class Linearizability {
    /** More than a history of some hundred operations a key comes to, and a bound for one that is made to be hard. */
    private static final int MAX_CONFIGURATIONS = 2_000_000;

    private Linearizability() {}

    /**
     * What was found.
     *
     * @param valid whether every key has such an order
     * @param explanation the key and the operations at which the longest order stops; empty when valid
     */
    public record Judgement(boolean valid, String explanation) {
        static final Judgement VALID = new Judgement(true, "");
    }

    /**
     * Judges a history whose keys were absent at its start.
     *
     * @throws IllegalStateException if a key's history needs more memory than the search is given; use more keys then
     */
    public static Judgement judge(History history) {
        for (Map.Entry<String, List<Operation>> entry : history.operationsByKey().entrySet()) {
            Judgement judgement = new Search(entry.getValue()).run();
            if (!judgement.valid()) {
                return judgement;
            }
        }
        return Judgement.VALID;
    }

    /** Fails unless the history is linearizable. */
    public static void require(History history) {
        Judgement judgement = judge(history);
        if (!judgement.valid()) {
            throw new AssertionError(judgement.explanation());
        }
    }

    /** One key. */
    private static final class Search {
        private record Configuration(BitSet placed, @Nullable String state) {}

        private record Step(int operation, @Nullable String before, int tryNext) {}

        private final List<Operation> operations;
        private final int[] earlierTwin;
        private final int returned;
        private final BitSet placed = new BitSet();
        private final Set<Configuration> tried = new HashSet<>();
        private final ArrayDeque<Step> steps = new ArrayDeque<>();
        private List<Operation> longest = List.of();
        private int placedReturned;
        private int longestReturned = -1;

        Search(List<Operation> all) {
            Predicate<Operation> mattering = mattering(all);
            operations = all.stream().filter(mattering).sorted(Comparator.comparingLong(Operation::invokedAt)).toList();
            returned = (int) operations.stream().filter(Operation::returned).count();
            earlierTwin = new int[operations.size()];
            for (int i = 0; i < earlierTwin.length; i++) {
                earlierTwin[i] = twinOf(i);
            }
        }

        /**
         * A write of unknown fate whose value nobody was told and nobody built on may be left out: from an order that has it, it can be taken away, for what stands
         * between it and the next write cannot have depended on it.
         */
        private static Predicate<Operation> mattering(List<Operation> all) {
            Set<String> seen = new HashSet<>();
            boolean counts = false;
            for (Operation operation : all) {
                seen.add(String.valueOf(operation.kind() == Operation.Kind.CAS ? operation.expected() : operation.result()));
                counts |= operation.kind() == Operation.Kind.INCR;
            }
            boolean valuesCount = counts;
            return operation -> operation.returned()
                    || valuesCount
                    || operation.kind() == Operation.Kind.INCR
                    || seen.contains(String.valueOf(operation.value()));
        }

        private int twinOf(int index) {
            Operation operation = operations.get(index);
            for (int i = index - 1; i >= 0 && !operation.returned(); i--) {
                Operation other = operations.get(i);
                boolean same = !other.returned()
                        && other.kind() == operation.kind()
                        && Objects.equals(other.value(), operation.value())
                        && Objects.equals(other.expected(), operation.expected());
                if (same) {
                    return i;
                }
            }
            return -1;
        }

        Judgement run() {
            String state = null;
            int next = 0;
            while (placedReturned < returned) {
                remember();
                int found = nextCandidate(next, state);
                if (found >= 0) {
                    int index = found % operations.size();
                    steps.push(new Step(index, state, found + 1));
                    state = operations.get(index).apply(state);
                    place(index, true);
                    next = 0;
                } else if (steps.isEmpty()) {
                    return new Judgement(false, explanation());
                } else {
                    Step step = steps.pop();
                    place(step.operation, false);
                    state = step.before;
                    next = step.tryNext;
                }
            }
            return Judgement.VALID;
        }

        private void place(int index, boolean on) {
            placed.set(index, on);
            placedReturned += operations.get(index).returned() ? on ? 1 : -1 : 0;
        }

        /**
         * The first operation from {@code from} on that may stand next and leads to something that was not tried. Those that returned are numbered from 0 and tried
         * first; those of unknown fate from the number of operations on, for most histories need few of them.
         */
        private int nextCandidate(int from, @Nullable String state) {
            int count = operations.size();
            long earliestReturn = earliestReturn();
            for (int position = from; position < 2 * count; position++) {
                int i = position % count;
                Operation operation = operations.get(i);
                if (operation.invokedAt() > earliestReturn) {
                    if (position >= count) {
                        return -1;
                    }
                    position = count - 1; // those behind were called later still
                } else if (!placed.get(i)
                        && operation.returned() == position < count
                        && (earlierTwin[i] < 0 || placed.get(earlierTwin[i]))
                        && operation.explains(state)
                        && isNew(i, operation.apply(state))) {
                    return position;
                }
            }
            return -1;
        }

        /** Of all operations that are not placed: one that was called later may not stand next. */
        private long earliestReturn() {
            long earliest = Operation.NEVER;
            for (int i = placed.nextClearBit(0); i < operations.size(); i = placed.nextClearBit(i + 1)) {
                if (operations.get(i).invokedAt() > earliest) {
                    break;
                }
                earliest = Math.min(earliest, operations.get(i).returnedAt());
            }
            return earliest;
        }

        private boolean isNew(int index, @Nullable String state) {
            BitSet set = (BitSet) placed.clone();
            set.set(index);
            boolean added = tried.add(new Configuration(set, state));
            if (tried.size() > MAX_CONFIGURATIONS) {
                throw new IllegalStateException("the history of " + operations.getFirst().key() + " is too long to be judged: "
                        + operations.size() + " operations, " + (operations.size() - returned) + " of unknown fate");
            }
            return added;
        }

        private void remember() {
            if (placedReturned > longestReturned) {
                longestReturned = placedReturned;
                List<Operation> order = new ArrayList<>();
                steps.descendingIterator().forEachRemaining(step -> order.add(operations.get(step.operation)));
                longest = order;
            }
        }

        private String explanation() {
            StringBuilder text = new StringBuilder("not linearizable. The longest order that explains the answers of ")
                    .append(operations.getFirst().key())
                    .append(" has ").append(longest.size()).append(" of ").append(operations.size()).append(" operations and ends with");
            longest.stream().skip(Math.max(0, longest.size() - 8)).forEach(operation -> text.append("\n  ").append(operation));
            text.append("\nNone of these may follow:");
            Set<Operation> used = new HashSet<>(longest);
            operations.stream().filter(operation -> !used.contains(operation)).limit(8)
                    .forEach(operation -> text.append("\n  ").append(operation));
            return text.toString();
        }
    }
}
