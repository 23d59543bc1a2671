package io.headwater.restore.inplace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What became of the differences so far. Numbers may be asked for on any thread; they are changed by one. */
public final class Outcome {
    private static final int MAX_NAMED = 20;

    private volatile long written;
    private volatile long already;
    private volatile long conflicts;
    private final List<String> conflicting = new ArrayList<>(); // guarded by itself

    void written(long keys) {
        written = written + keys; // one thread writes
    }

    void already(long keys) {
        already = already + keys;
    }

    void conflict(byte[] key) {
        conflicts = conflicts + 1;
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

    /** The first of those keys. */
    public List<String> conflicting() {
        synchronized (conflicting) {
            return List.copyOf(conflicting);
        }
    }
}
