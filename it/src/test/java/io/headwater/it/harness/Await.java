package io.headwater.it.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a state of another process, of which no event tells; asks every few milliseconds, and fails when its time is over. */
public final class Await {
    private static final Duration STEP = Duration.ofMillis(5);

    private Await() {}

    /** Asks until the answer is wanted, and returns it. An exception counts as an unwanted answer. */
    public static <T> T until(String what, Duration patience, Callable<T> question, Predicate<T> wanted) {
        return until(what, () -> "", patience, question, wanted);
    }

    /** The same, with more to say about a failure: asked for then, not before. */
    public static <T> T until(
            String what, Supplier<String> more, Duration patience, Callable<T> question, Predicate<T> wanted) {
        long deadline = System.nanoTime() + patience.toNanos();
        Object last = null;
        while (System.nanoTime() < deadline) {
            try {
                T answer = question.call();
                if (wanted.test(answer)) {
                    return answer;
                }
                last = answer;
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
        throw new AssertionError("not within " + patience + ": " + what + "; last: " + last + "\n" + more.get());
    }
}
