package io.headwater.schemas;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects entries as Avro while commands run, then seals them into records. Owned by the writer thread; allocates only to grow.
 *
 * <p>The buffer keeps {@link #HEADROOM_BYTES} free in front of the entries, so that the record's and the frame's header, whose lengths
 * are known last, are written right before them and nothing is copied:
 *
 * <pre>
 * | free | frame header | record header, first lsn, entry count | entry | entry | ... | 0 |
 * </pre>
 *
 * Offsets that {@link #argument} returns stay valid until the batch is sealed; the array behind them may be replaced when it grows, so
 * readers ask {@link #buffer()} again.
 */
public final class BatchEncoder {
    /** A batch's entries never exceed this, nor does a chunk's data. */
    public static final int MAX_BATCH_BYTES = 512 * 1024;

    static final int HEADROOM_BYTES = FrameCodec.HEADER_BYTES + RecordHeader.MAX_BYTES + 2 * Varint.MAX_BYTES;

    private final int maxBatchBytes;
    private byte[] buffer;
    private int position = HEADROOM_BYTES;
    private int[] entryEnds = new int[64];
    private long[] entryTimesMs = new long[64];
    private int entries;
    private int effectsInEntry;
    private boolean entryOpen;

    /** @param buffer where to start; see {@link #reset} */
    public BatchEncoder(byte[] buffer) {
        this(buffer, MAX_BATCH_BYTES);
    }

    /**
     * The same with smaller batches and chunks, for simulations that would have none otherwise.
     *
     * @param maxBatchBytes at most {@link #MAX_BATCH_BYTES}
     */
    public BatchEncoder(byte[] buffer, int maxBatchBytes) {
        if (maxBatchBytes < 1 || maxBatchBytes > MAX_BATCH_BYTES) {
            throw new IllegalArgumentException("batches of " + maxBatchBytes + " bytes");
        }
        this.maxBatchBytes = maxBatchBytes;
        this.buffer = buffer;
        reset(buffer);
    }

    /** Forgets everything and goes on in another buffer, of at least 4 KiB. */
    public void reset(byte[] next) {
        if (next.length < 4096) {
            throw new IllegalArgumentException("a batch buffer of " + next.length + " bytes");
        }
        buffer = next;
        position = HEADROOM_BYTES;
        entries = 0;
        entryOpen = false;
    }

    /** The array that holds the encoded bytes now. */
    public byte[] buffer() {
        return buffer;
    }

    /** Complete entries. */
    public int entries() {
        return entries;
    }

    /** Bytes of all entries so far, the open one included. */
    public int bytes() {
        return position - HEADROOM_BYTES;
    }

    /** Bytes of the open entry so far. */
    public int openEntryBytes() {
        return position - openEntryStart();
    }

    public boolean entryOpen() {
        return entryOpen;
    }

    /** Effects of the open entry that are complete. */
    public int effectsInEntry() {
        return effectsInEntry;
    }

    /**
     * Opens an entry of effects.
     *
     * @param actor what {@link Actor#encoded} returned, or null when nobody is known
     */
    public void beginEntry(long timeMs, int database, byte @Nullable [] actor) {
        beginEntry(timeMs, database, actor, 0);
        effectsInEntry = 0;
    }

    private void beginEntry(long timeMs, int database, byte @Nullable [] actor, int contentBranch) {
        if (entryOpen) {
            throw new IllegalStateException("the entry before is still open");
        }
        ensure(2 * Varint.MAX_BYTES + 8 + (actor == null ? 0 : actor.length));
        if (entries == entryTimesMs.length) {
            entryTimesMs = Arrays.copyOf(entryTimesMs, entries * 2);
            entryEnds = Arrays.copyOf(entryEnds, entries * 2);
        }
        entryTimesMs[entries] = timeMs;
        entryOpen = true;
        position = Varint.put(buffer, position, timeMs);
        position = Varint.put(buffer, position, database);
        buffer[position++] = 0; // no origin
        if (actor == null) {
            buffer[position++] = 0;
        } else {
            buffer[position++] = 2;
            System.arraycopy(actor, 0, buffer, position, actor.length);
            position += actor.length;
        }
        buffer[position++] = 0; // no merge metadata
        position = Varint.put(buffer, position, contentBranch);
    }

    /** Opens an effect of {@code argumentCount} arguments, the command's name among them. */
    public void beginEffect(Cause cause, int argumentCount) {
        ensure(2 * Varint.MAX_BYTES);
        buffer[position++] = 2; // a block of one effect
        position = Varint.put(buffer, position, cause.ordinal());
        position = Varint.put(buffer, position, argumentCount);
    }

    /** Announces {@code count} more arguments of the open effect, when those announced before are written. */
    public void moreArguments(int count) {
        ensure(Varint.MAX_BYTES);
        position = Varint.put(buffer, position, count);
    }

    /** Appends an argument and returns the offset of its bytes in {@link #buffer()}. */
    public int argument(byte[] source, int offset, int length) {
        ensure(Varint.MAX_BYTES + length);
        int at = Varint.put(buffer, position, length);
        System.arraycopy(source, offset, buffer, at, length);
        position = at + length;
        return at;
    }

    /** Closes the effect. */
    public void endEffect() {
        ensure(1);
        buffer[position++] = 0;
        effectsInEntry++;
    }

    /** A point to which {@link #truncate} can return: between effects. */
    public int mark() {
        return position;
    }

    /** Drops the effects after a {@link #mark} of the open entry. */
    public void truncate(int mark, int effectsAtMark) {
        position = mark;
        effectsInEntry = effectsAtMark;
    }

    /** Closes the entry; one without effects leaves no trace. */
    public void endEntry() {
        if (effectsInEntry == 0) {
            position = openEntryStart();
            entryOpen = false;
            return;
        }
        ensure(1);
        buffer[position++] = 0;
        closeEntry();
    }

    /** Appends an entry that changes no key. */
    public void control(long timeMs, ControlKind kind, byte[] data) {
        beginEntry(timeMs, 0, null, 1);
        ensure(2 * Varint.MAX_BYTES + data.length);
        position = Varint.put(buffer, position, kind.ordinal());
        position = Varint.put(buffer, position, data.length);
        System.arraycopy(data, 0, buffer, position, data.length);
        position += data.length;
        closeEntry();
    }

    private void closeEntry() {
        entryEnds[entries++] = position;
        entryOpen = false;
    }

    /**
     * Seals all entries into records: one batch as a rule, more when they exceed the most that one may hold, chunks for an entry that exceeds it
     * alone. The first record lies in {@link #buffer()}, which from then on belongs to the sink; {@link #reset} must follow.
     */
    public void seal(RecordStamp stamp, RecordSink sink) {
        if (entryOpen) {
            throw new IllegalStateException("an entry is open");
        }
        ensure(1);
        int sealedEnd = position;
        int from = 0;
        while (from < entries) {
            int to = from + 1;
            int start = entryStart(from);
            while (to < entries && entryEnds[to] - start <= maxBatchBytes) {
                to++;
            }
            if (entryEnds[from] - start > maxBatchBytes) {
                EntryChunks.seal(buffer, start, entryEnds[from], entryTimesMs[from], maxBatchBytes, stamp, sink);
            } else if (from == 0 && to == entries) {
                buffer[sealedEnd] = 0;
                sealBatch(buffer, start, sealedEnd + 1, from, to, stamp, sink);
            } else {
                int length = entryEnds[to - 1] - start;
                byte[] copy = new byte[HEADROOM_BYTES + length + 1];
                System.arraycopy(buffer, start, copy, HEADROOM_BYTES, length);
                sealBatch(copy, HEADROOM_BYTES, copy.length, from, to, stamp, sink);
            }
            from = to;
        }
    }

    private void sealBatch(
            byte[] bytes, int start, int end, int from, int to, RecordStamp stamp, RecordSink sink) {
        int count = to - from;
        long timeMs = entryTimesMs[to - 1];
        long counter = stamp.takeCounter();
        long firstLsn = stamp.takeLsns(count);
        long lastLsn = firstLsn + count - 1;
        int payload = start
                - Varint.size(count)
                - Varint.size(firstLsn)
                - RecordHeader.size(stamp, counter, timeMs, lastLsn);
        int at = RecordHeader.put(bytes, payload, stamp, counter, timeMs, lastLsn, RecordKind.BATCH);
        at = Varint.put(bytes, at, firstLsn);
        Varint.put(bytes, at, count);
        sink.record(bytes, payload, end - payload, lastLsn, timeMs);
    }

    private int entryStart(int entry) {
        return entry == 0 ? HEADROOM_BYTES : entryEnds[entry - 1];
    }

    private int openEntryStart() {
        return entryStart(entries);
    }

    private void ensure(int more) {
        if (buffer.length - position <= more) {
            long wanted = Math.max((long) buffer.length * 2, (long) position + more + 1);
            if (position + (long) more + 1 > Integer.MAX_VALUE - 16) {
                throw new OutOfMemoryError("a batch of more than 2 GiB");
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
    }
}
