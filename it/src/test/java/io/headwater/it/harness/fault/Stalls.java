package io.headwater.it.harness.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long clients had to wait in each round of a test that breaks something again and again: the figures of docs/failover.md. */
public final class Stalls {
    private final String what;
    private final Witnesses witnesses;
    private final List<Long> longestMs = new ArrayList<>();

    /** @param what is done in each round */
    public Stalls(String what, Witnesses witnesses) {
        this.what = what;
        this.witnesses = witnesses;
    }

    /** Something is about to break. */
    public void roundBegins() {
        witnesses.forgetWaits();
    }

    /** Clients write again. */
    public void roundEnds() {
        longestMs.add(witnesses.longestWait().toMillis());
    }

    /** Prints one line; only behind the judgement of the history, of which it tells. */
    public void print() {
        System.out.println(this);
    }

    @Override
    public String toString() {
        long[] sorted = longestMs.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) {
            return what + ": no round";
        }
        return String.format(
                Locale.ROOT,
                "%s: %d rounds, %,d operations, %,d of unknown fate, linearizable; longest wait of any client per round: median %,d ms, worst %,d ms",
                what,
                sorted.length,
                witnesses.history().size(),
                witnesses.history().unknown(),
                sorted[sorted.length / 2],
                sorted[sorted.length - 1]);
    }
}
