package io.headwater.restore.inplace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** What became of the differences so far. Numbers may be asked for on any thread; they are changed by one. */
public final class Outcome {
    private static final int MAX_NAMED = 20;

    private volatile long written;
    private volatile long already;
    private volatile long conflicts;
    private final AtomicLongArray byKind = new AtomicLongArray(Conflict.values().length);
    private final List<String> conflicting = new ArrayList<>(); // guarded by itself

    /** What somebody did to a key since the differences were computed. */
    public enum Conflict {
        /** It was not there then. */
        APPEARED,
        /** It holds something else, or expires at another time. */
        CHANGED,
        /** It is gone. */
        REMOVED
    }

    void written(long keys) {
        written = written + keys; // one thread writes
    }

    void already(long keys) {
        already = already + keys;
    }

    void conflict(byte[] key, Conflict kind) {
        conflicts = conflicts + 1;
        byKind.incrementAndGet(kind.ordinal());
        synchronized (conflicting) {
            if (conflicting.size() < MAX_NAMED) {
                conflicting.add(new String(key, StandardCharsets.UTF_8));
            }
        }
    }

    /** Keys that hold what they are to hold because of this restore. */
    public long written() {
        return written;
    }

    /** Keys that somebody, an earlier run for one, had given their state already. */
    public long already() {
        return already;
    }

    /** Keys that somebody changed since the differences were computed; they are left alone. */
    public long conflicts() {
        return conflicts;
    }

    /** Of those, the ones of a kind. */
    public long conflicts(Conflict kind) {
        return byKind.get(kind.ordinal());
    }

    /** The first of those keys. */
    public List<String> conflicting() {
        synchronized (conflicting) {
            return List.copyOf(conflicting);
        }
    }
}
