package io.headwater.schemas;

/** What an entry without effects says. The ordinal is the symbol's index in the Avro schema. */
public enum ControlKind {
    /** What an older reader sees of a newer version's kind; such a reader halts. */
    UNKNOWN,
    /** A named point for restores. */
    MARKER,
    /** The sum over the keyspace at this lsn. */
    DIGEST,
    /** Slots that this shard gained or lost. */
    OWNERSHIP,
    /** Versions in use from here on. */
    VERSIONS,
    /** Several regions write, or no longer do. */
    MULTI_ACTIVE,
    /** The primary has given its lease up for good: a standby may claim at once while this is the last valid record. */
    HAND_OVER;

    private static final ControlKind[] ALL = values();

    static ControlKind of(int symbol) {
        return ALL[symbol];
    }

    static int count() {
        return ALL.length;
    }
}
