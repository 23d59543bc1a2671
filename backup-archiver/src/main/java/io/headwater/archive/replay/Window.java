package io.headwater.archive.replay;

/**
 * A span of restorable time, both ends included, milliseconds since 1970.
 *
 * @param oldestMs the first time
 * @param newestMs the last time; before the first if the span is empty
 */
public record Window(long oldestMs, long newestMs) {
    public boolean isEmpty() {
        return newestMs < oldestMs;
    }

    public boolean contains(long timeMs) {
        return oldestMs <= timeMs && timeMs <= newestMs;
    }

    /** What both have in common; may be empty. */
    public Window intersect(Window other) {
        return new Window(Math.max(oldestMs, other.oldestMs), Math.min(newestMs, other.newestMs));
    }
}
