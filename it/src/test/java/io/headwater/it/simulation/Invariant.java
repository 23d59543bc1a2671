package io.headwater.it.simulation;

import io.headwater.cache.node.SteppedNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Something that must hold at every moment of every run. Each throws an {@link AssertionError} that begins with its name. */
interface Invariant {
    /** A primary's answer, no error, leaves for a client. */
    default void answered(Machine machine, long epoch) {}

    /** A client was told that a value was written. */
    default void acknowledged(String key, String value) {}

    /** Now and then, and at the end. */
    default void check(List<Machine> machines) {}

    /** The run is over, and everything is mended. */
    default void end() {}

    /** Whoever answers leads the newest epoch that has answered: nobody is served by two primaries. */
    final class OnePrimaryAnswers implements Invariant {
        private long newestEpoch;

        @Override
        public void answered(Machine machine, long epoch) {
            if (epoch < newestEpoch) {
                throw new AssertionError(
                        "OnePrimaryAnswers: " + machine.name() + " answers in epoch " + epoch + " after epoch " + newestEpoch + " has answered");
            }
            newestEpoch = epoch;
        }
    }

    /** What was acknowledged is in the log, and valid, by the time at which the client hears of it, and at the end: also where the log lost its end meanwhile. */
    final class NoCommittedWriteLost implements Invariant {
        private final Truth truth;

        private final Map<String, String> newestByKey = new HashMap<>();

        NoCommittedWriteLost(Truth truth) {
            this.truth = truth;
        }

        @Override
        public void end() {
            newestByKey.forEach(this::requireInLog);
        }

        @Override
        public void acknowledged(String key, String value) {
            // All of them would make the runs of a million seeds slow; that none in between got lost is the business of linearizability.
            newestByKey.put(key, value);
            requireInLog(key, value);
        }

        private void requireInLog(String key, String value) {
            if (!truth.mayLack() && !truth.holds(key, value)) {
                throw new AssertionError("NoCommittedWriteLost: " + key + " = " + value + " was acknowledged, and is not in the log");
            }
        }
    }

    /** The keyspace of a node that follows is exactly what the log's entries up to its position make. */
    final class ReplicaIsPrefixOfLog implements Invariant {
        private final Truth truth;

        ReplicaIsPrefixOfLog(Truth truth) {
            this.truth = truth;
        }

        @Override
        public void check(List<Machine> machines) {
            truth.read();
            for (Machine machine : machines) {
                SteppedNode node = machine.node();
                // A primary may be ahead of the log, and so may one that was replaced and does not know it.
                if (node == null || node.isPrimary() || node.fault() != null || !machine.hasCaughtUp()) {
                    continue;
                }
                long lsn = node.position().lsn();
                if (lsn > truth.lastLsn()) {
                    throw new AssertionError("ReplicaIsPrefixOfLog: " + machine.name() + " holds lsn " + lsn + ", the log " + truth.lastLsn());
                }
                long[] digest = new long[1];
                node.forEach((key, value) -> digest[0] += Truth.digestOf(key, value));
                if (digest[0] != truth.digestAt(lsn)) {
                    throw new AssertionError("ReplicaIsPrefixOfLog: " + machine.name() + " at lsn " + lsn + " holds something else than the log");
                }
            }
        }
    }
}
