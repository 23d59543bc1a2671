package io.headwater.schemas;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads log records in place: a cursor over a record's header, then over its entries and their effects. One reader serves any number of records and
 * allocates only to grow; texts are decoded when asked for. Not for several threads. Every method may throw {@link LogFormatException} on bytes that are
 * no record.
 *
 * <pre>{@code
 * reader.wrap(bytes, offset, length);
 * while (reader.nextEntry()) {
 *     while (reader.nextEffect()) { ... reader.argumentOffset(0) ... }
 * }
 * }</pre>
 */
public final class LogRecordReader {
    private static final int NOT_YET = -1;

    private final AvroReader in = new AvroReader();
    private long timelineHigh;
    private long timelineLow;
    private int shard;
    private long epoch;
    private long publisher;
    private long counter;
    private long timeMs;
    private long lastLsn;
    private RecordKind kind = RecordKind.HEARTBEAT;
    private int bodyOffset;

    private long firstLsn;
    private long entryLsn;
    private int entriesInBlock;
    private boolean entriesDone;
    private long entryTimeMs;
    private int database;
    private int actorOffset;
    private boolean effectsEntry;
    private int effectsOffset;
    private int effectsInBlock;
    private boolean effectsDone;
    private Cause cause = Cause.UNKNOWN;
    private int argumentCount;
    private int[] argumentOffsets = new int[16];
    private int[] argumentLengths = new int[16];
    private ControlKind controlKind = ControlKind.UNKNOWN;
    private int controlOffset;
    private int controlLength;
    private @Nullable Origin origin;

    /** Reads the header of a record and stops in front of its body. */
    public void wrap(byte[] bytes, int offset, int length) {
        in.wrap(bytes, offset, length);
        int at = in.skip(Timeline.BYTES, "timeline");
        timelineHigh = Bytes.longAt(bytes, at);
        timelineLow = Bytes.longAt(bytes, at + 8);
        shard = in.natural("shard");
        epoch = in.number("epoch");
        publisher = in.fixedLong("publisher");
        counter = in.number("counter");
        timeMs = in.number("time");
        lastLsn = in.number("last lsn");
        kind = RecordKind.of(in.index("kind of body", 4));
        bodyOffset = in.position();
        if (epoch < 0 || counter < 0 || lastLsn < 0) {
            throw in.broken("a negative epoch, counter or lsn");
        }
        entryLsn = NOT_YET;
        if (kind == RecordKind.BATCH) {
            beginEntries();
        }
    }

    /** Goes over the entries of an assembled chunked entry: the Avro bytes of a batch. The header stays that of the record wrapped before. */
    public void wrapBatchBody(byte[] bytes) {
        in.wrap(bytes, 0, bytes.length);
        kind = RecordKind.BATCH;
        beginEntries();
    }

    /**
     * Goes over the same entries as another reader, which stands in front of its first, on its own: to look ahead. No header comes with them, and the bytes stay the other's.
     *
     * @throws IllegalStateException if the other is not in front of the entries of a batch
     */
    public void wrapEntriesOf(LogRecordReader other) {
        if (other.kind != RecordKind.BATCH || other.entryLsn != other.firstLsn - 1) {
            throw new IllegalStateException("not in front of the first entry of a batch");
        }
        in.wrapRestOf(other.in);
        kind = RecordKind.BATCH;
        firstLsn = other.firstLsn;
        rewindEntries();
    }

    private void beginEntries() {
        firstLsn = in.number("first lsn");
        rewindEntries();
    }

    private void rewindEntries() {
        entryLsn = firstLsn - 1;
        entriesInBlock = 0;
        entriesDone = false;
        effectsDone = true;
    }

    /** Bytes of the wrapped record. */
    int bytesWrapped() {
        return in.size();
    }

    public Timeline timeline() {
        return new Timeline(timelineHigh, timelineLow);
    }

    /** Whether the record's timeline is this one; allocates nothing. */
    public boolean isTimeline(Timeline timeline) {
        return timeline.high() == timelineHigh && timeline.low() == timelineLow;
    }

    public int shard() {
        return shard;
    }

    public long epoch() {
        return epoch;
    }

    /** The nonce of the process that wrote the record. */
    public long publisher() {
        return publisher;
    }

    public long counter() {
        return counter;
    }

    public RecordId id() {
        return new RecordId(publisher, counter);
    }

    /** The record's time: that of its last entry, milliseconds since 1970. */
    public long timeMs() {
        return timeMs;
    }

    public long lastLsn() {
        return lastLsn;
    }

    public RecordKind kind() {
        return kind;
    }

    /** The first lsn of a batch. */
    public long firstLsn() {
        return firstLsn;
    }

    /** Goes to the next entry, skipping what is left of the current one; false after the last. */
    public boolean nextEntry() {
        if (kind != RecordKind.BATCH) {
            return false;
        }
        while (nextEffect()) {
            // what the caller did not want of the entry before
        }
        if (entriesInBlock == 0) {
            entriesInBlock = entriesDone ? 0 : in.block("entries");
            if (entriesInBlock == 0) {
                return endEntries();
            }
        }
        entriesInBlock--;
        entryLsn++;
        readEntry();
        return true;
    }

    private boolean endEntries() {
        entriesDone = true;
        if (!in.atEnd()) {
            throw in.broken("bytes behind the last entry");
        }
        return false;
    }

    private void readEntry() {
        entryTimeMs = in.number("entry time");
        database = in.natural("database");
        origin = in.index("origin", 2) == 0
                ? null
                : new Origin(
                        in.natural("region"), in.natural("shard"), in.number("origin epoch"), in.number("origin lsn"));
        actorOffset = NOT_YET;
        if (in.index("actor", 2) == 1) {
            actorOffset = in.position();
            in.skip(in.length("client"), "client");
            in.skip(in.length("user"), "user");
        }
        if (in.index("merge", 2) == 1) {
            in.skip(in.length("merge"), "merge");
        }
        effectsEntry = in.index("content", 2) == 0;
        effectsOffset = in.position();
        rewindEffects();
        if (!effectsEntry) {
            controlKind = ControlKind.of(in.index("kind of control", ControlKind.count()));
            controlLength = in.length("control");
            controlOffset = in.skip(controlLength, "control");
        }
    }

    /** The lsn of the current entry. */
    public long lsn() {
        return entryLsn;
    }

    /** The time of the current entry, milliseconds since 1970. */
    public long entryTimeMs() {
        return entryTimeMs;
    }

    /** The database of the current entry's first effect. */
    public int database() {
        return database;
    }

    /** Where the current entry was first written, when that was in another region. */
    public @Nullable Origin origin() {
        return origin;
    }

    /** Who wrote the current entry, when known. */
    public @Nullable Actor actor() {
        if (actorOffset == NOT_YET) {
            return null;
        }
        int here = in.position();
        in.position(actorOffset);
        Actor actor = new Actor(in.text("client"), in.text("user"));
        in.position(here);
        return actor;
    }

    /** Whether the current entry is a control, which has no effects. */
    public boolean isControl() {
        return !effectsEntry;
    }

    /** The kind of the current control. */
    public ControlKind controlKind() {
        return controlKind;
    }

    /** The data of the current control. */
    public byte[] controlData() {
        return Arrays.copyOfRange(in.bytes(), controlOffset, controlOffset + controlLength);
    }

    /** Goes to the current entry's next effect; false after the last. */
    public boolean nextEffect() {
        if (effectsDone) {
            return false;
        }
        if (effectsInBlock == 0) {
            effectsInBlock = in.block("effects");
            if (effectsInBlock == 0) {
                effectsDone = true;
                return false;
            }
        }
        effectsInBlock--;
        cause = Cause.of(in.index("cause", Cause.count()));
        argumentCount = 0;
        for (int block = in.block("arguments"); block > 0; block = in.block("arguments")) {
            readArguments(block);
        }
        if (argumentCount == 0) {
            throw in.broken("an effect without a name");
        }
        return true;
    }

    /** Goes back in front of the current entry's first effect. */
    public void rewindEffects() {
        if (effectsEntry) {
            in.position(effectsOffset);
        }
        effectsDone = !effectsEntry;
        effectsInBlock = 0;
    }

    private void readArguments(int count) {
        if (argumentCount + count > argumentOffsets.length) {
            int capacity = Math.max(argumentCount + count, argumentOffsets.length * 2);
            argumentOffsets = Arrays.copyOf(argumentOffsets, capacity);
            argumentLengths = Arrays.copyOf(argumentLengths, capacity);
        }
        for (int i = 0; i < count; i++) {
            int length = in.length("argument");
            argumentOffsets[argumentCount] = in.skip(length, "argument");
            argumentLengths[argumentCount++] = length;
        }
    }

    /** The array in which the current effect's arguments lie. */
    public byte[] bytes() {
        return in.bytes();
    }

    public Cause cause() {
        return cause;
    }

    /** How many arguments the current effect has, its name among them; at least 1. */
    public int argumentCount() {
        return argumentCount;
    }

    /** Where an argument starts in {@link #bytes()}. */
    public int argumentOffset(int index) {
        return argumentOffsets[index];
    }

    public int argumentLength(int index) {
        return argumentLengths[index];
    }

    /** A copy of an argument. */
    public byte[] argument(int index) {
        return Arrays.copyOfRange(
                in.bytes(), argumentOffsets[index], argumentOffsets[index] + argumentLengths[index]);
    }

    /** The offsets of the current effect's arguments, valid for the first {@link #argumentCount()}; not to be changed. */
    public int[] argumentOffsets() {
        return argumentOffsets;
    }

    /** The lengths of the current effect's arguments, valid for the first {@link #argumentCount()}; not to be changed. */
    public int[] argumentLengths() {
        return argumentLengths;
    }

    /** Decodes the body of a claim. */
    public Claim claim() {
        requireKind(RecordKind.CLAIM);
        String node = in.text("node");
        String address = in.text("address");
        RecordId after = in.index("after", 2) == 0
                ? null
                : new RecordId(in.fixedLong("after"), in.number("after"));
        FailoverMode failover = FailoverMode.of(in.index("failover mode", FailoverMode.count()));
        return new Claim(node, address, after, failover);
    }

    /** Decodes the body of a chunk. */
    public Chunk chunk() {
        requireKind(RecordKind.CHUNK);
        long lsn = in.number("lsn");
        int index = in.natural("chunk index");
        int count = in.natural("chunk count");
        int length = in.length("chunk data");
        return new Chunk(lsn, index, count, in.bytes(), in.skip(length, "chunk data"), length);
    }

    private void requireKind(RecordKind wanted) {
        if (kind != wanted) {
            throw new IllegalStateException("the record is a " + kind + ", not a " + wanted);
        }
        in.position(bodyOffset);
    }

    /** The foreign position of an entry. */
    public record Origin(int region, int shard, long epoch, long lsn) {}

    /** A part of a large entry; the data lies in the wrapped record. */
    @SuppressWarnings("ArrayRecordComponent") // a view that lives as long as the wrapped bytes; nobody compares it
    public record Chunk(long lsn, int index, int count, byte[] bytes, int dataOffset, int dataLength) {}
}
