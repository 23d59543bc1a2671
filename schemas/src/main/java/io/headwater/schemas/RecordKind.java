package io.headwater.schemas;

/** The four bodies of a log record, in the order of the Avro union. */
public enum RecordKind {
    BATCH,
    CHUNK,
    CLAIM,
    HEARTBEAT;

    private static final RecordKind[] ALL = values();

    static RecordKind of(int branch) {
        return ALL[branch];
    }

    int branch() {
        return ordinal();
    }
}
