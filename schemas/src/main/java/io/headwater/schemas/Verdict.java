package io.headwater.schemas;

/** What the log filter makes of a record. */
public enum Verdict {
    /** The batch takes effect. */
    BATCH,
    /** The chunk is valid; its entry takes effect at a later one. */
    CHUNK,
    /** The chunk completes its entry, which takes effect: {@link LogFilter#assembled()}. */
    CHUNKED_ENTRY,
    /** The claim takes effect: a new epoch begins. */
    CLAIM,
    /** The primary is alive. */
    HEARTBEAT,
    /** A record that every reader ignores: a duplicate, one of a lost epoch or behind a gap, a claim that came too late. */
    VOID;

    /** Whether the record belongs to the shard's history. */
    public boolean valid() {
        return this != VOID;
    }

    /** Whether entries take effect with it. */
    public boolean takesEffect() {
        return this == BATCH || this == CHUNKED_ENTRY;
    }
}
