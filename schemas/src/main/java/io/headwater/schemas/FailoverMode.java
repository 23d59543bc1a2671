package io.headwater.schemas;

/** Who may end a primary's epoch. The ordinal is the symbol's index in the Avro schema. */
public enum FailoverMode {
    /** What an older reader sees of a newer version's mode; also that of a log before its first claim. */
    UNKNOWN,
    /** Only an operator's claim, or a restart. */
    MANUAL,
    /** Standbys claim when the primary falls silent. */
    AUTO;

    private static final FailoverMode[] ALL = values();

    static FailoverMode of(int symbol) {
        return ALL[symbol];
    }

    static int count() {
        return ALL.length;
    }
}
