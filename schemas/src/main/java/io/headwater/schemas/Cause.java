package io.headwater.schemas;

/** Why an effect happened. The ordinal is the symbol's index in the Avro schema. */
public enum Cause {
    /** What an older reader sees of a newer version's cause; such a reader halts. */
    UNKNOWN,
    /** A client's command. */
    COMMAND,
    /** The key's time to live ran out. */
    EXPIRY,
    /** The key had to make room. */
    EVICTION;

    private static final Cause[] ALL = values();

    static Cause of(int symbol) {
        return ALL[symbol];
    }

    static int count() {
        return ALL.length;
    }
}
