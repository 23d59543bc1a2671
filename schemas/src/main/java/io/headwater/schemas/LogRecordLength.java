package io.headwater.schemas;

/**
 * Finds where a log record ends among others: a block of a container file holds records one behind the other, and Avro writes no
 * length in front of them. One thread.
 */
public final class LogRecordLength {
    private final AvroReader in = new AvroReader();

    /**
     * The bytes of the record that starts at {@code offset}.
     *
     * @param end the offset behind the last byte that may belong to it
     * @throws LogFormatException if no record starts there or it does not end before {@code end}
     */
    public int of(byte[] bytes, int offset, int end) {
        in.wrap(bytes, offset, end - offset);
        in.skip(Timeline.BYTES, "timeline");
        in.number("shard");
        in.number("epoch");
        in.fixedLong("publisher");
        in.number("counter");
        in.number("time");
        in.number("last lsn");
        switch (RecordKind.of(in.index("kind of body", 4))) {
            case BATCH -> skipBatch();
            case CHUNK -> {
                in.number("lsn");
                in.number("chunk index");
                in.number("chunk count");
                skipBytes("chunk data");
            }
            case CLAIM -> skipClaim();
            case HEARTBEAT -> {}
        }
        return in.position() - offset;
    }

    private void skipBatch() {
        in.number("first lsn");
        for (int block = in.block("entries"); block > 0; block = in.block("entries")) {
            for (int i = 0; i < block; i++) {
                skipEntry();
            }
        }
    }

    private void skipEntry() {
        in.number("entry time");
        in.number("database");
        if (in.index("origin", 2) == 1) {
            for (int i = 0; i < 4; i++) {
                in.number("origin");
            }
        }
        if (in.index("actor", 2) == 1) {
            skipBytes("client");
            skipBytes("user");
        }
        if (in.index("merge", 2) == 1) {
            skipBytes("merge");
        }
        if (in.index("content", 2) == 1) {
            in.number("kind of control");
            skipBytes("control");
            return;
        }
        for (int block = in.block("effects"); block > 0; block = in.block("effects")) {
            for (int i = 0; i < block; i++) {
                in.number("cause");
                skipArguments();
            }
        }
    }

    private void skipArguments() {
        for (int block = in.block("arguments"); block > 0; block = in.block("arguments")) {
            for (int i = 0; i < block; i++) {
                skipBytes("argument");
            }
        }
    }

    private void skipClaim() {
        skipBytes("node");
        skipBytes("address");
        if (in.index("after", 2) == 1) {
            in.fixedLong("after");
            in.number("after");
        }
        in.number("failover mode");
    }

    private void skipBytes(String what) {
        in.skip(in.length(what), what);
    }
}
