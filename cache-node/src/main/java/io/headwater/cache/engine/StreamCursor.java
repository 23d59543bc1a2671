package io.headwater.cache.engine;

/** A walk over a range of a stream's entries, and over the fields of each. Nothing is allocated by entry. Valid until the stream's next change. */
public final class StreamCursor {
    private final StreamValue stream;
    private final StreamId first;
    private final StreamId last;
    private final boolean backwards;
    private final Slice field = new Slice();
    private final Slice value = new Slice();
    private final byte[] fieldDigits = new byte[Numbers.MAX_LONG_CHARS];
    private final byte[] valueDigits = new byte[Numbers.MAX_LONG_CHARS];

    private int blockIndex;
    private StreamBlock block;
    private boolean exhausted;
    /** Forwards: the next entry to look at. */
    private int at;
    /** Backwards: the entries of the block, of which those below {@code left} are still to come. */
    private int[] positions = new int[16];

    private int left;

    private long ms;
    private long seq;
    private int fields;
    private int fieldsLeft;
    private boolean sameFields;
    private int masterAt;
    private int pairAt;

    StreamCursor(StreamValue stream, StreamId first, StreamId last, boolean backwards) {
        this.stream = stream;
        this.first = first;
        this.last = last;
        this.backwards = backwards;
        int begin = backwards ? stream.blockAt(last.ms(), last.seq()) : Math.max(0, stream.blockAt(first.ms(), first.seq()));
        exhausted = stream.blockCount() == 0 || begin < 0;
        blockIndex = begin;
        block = exhausted ? StreamBlock.NONE : stream.block(begin);
        if (!exhausted) enterBlock();
    }

    private void enterBlock() {
        block = stream.block(blockIndex);
        at = block.firstEntry();
        if (!backwards) return;
        left = 0;
        for (int entry = at; entry < block.used(); entry = block.after(entry)) {
            if (left == positions.length) positions = java.util.Arrays.copyOf(positions, left * 2);
            positions[left++] = entry;
        }
    }

    /** Goes to the next entry; false if there is none. */
    public boolean next() {
        while (!exhausted) {
            int entry = nextInBlock();
            if (entry < 0) {
                blockIndex += backwards ? -1 : 1;
                exhausted = blockIndex < 0 || blockIndex >= stream.blockCount();
                if (!exhausted) enterBlock();
                continue;
            }
            long entryMs = block.entryMs(entry);
            long entrySeq = block.entrySeq(entry);
            boolean below = StreamId.compare(entryMs, entrySeq, first.ms(), first.seq()) < 0;
            boolean above = StreamId.compare(entryMs, entrySeq, last.ms(), last.seq()) > 0;
            if (backwards ? below : above) {
                exhausted = true;
            } else if (!below && !above && !block.isDeleted(entry)) {
                enter(entry, entryMs, entrySeq);
                return true;
            }
        }
        return false;
    }

    private int nextInBlock() {
        if (backwards) return left == 0 ? -1 : positions[--left];
        if (at >= block.used()) return -1;
        int entry = at;
        at = block.after(entry);
        return entry;
    }

    private void enter(int entry, long entryMs, long entrySeq) {
        ms = entryMs;
        seq = entrySeq;
        sameFields = (block.flags(entry) & StreamBlock.SAME_FIELDS) != 0;
        int afterIds = Packed.skip(block.bytes(), entry, 3);
        if (sameFields) {
            fields = block.masterFieldCount();
            masterAt = block.masterFirstField();
            pairAt = afterIds;
        } else {
            fields = (int) Packed.integer(block.bytes(), afterIds);
            pairAt = Packed.next(block.bytes(), afterIds);
        }
        fieldsLeft = fields;
    }

    /** The entry's ID. */
    public StreamId id() {
        return new StreamId(ms, seq);
    }

    /** The first part of the entry's ID. */
    public long ms() {
        return ms;
    }

    /** The second part of the entry's ID. */
    public long seq() {
        return seq;
    }

    /** Number of the entry's fields. */
    public int fields() {
        return fields;
    }

    /** Goes to the entry's next field; false if there is none. */
    public boolean nextField() {
        if (fieldsLeft == 0) return false;
        fieldsLeft--;
        byte[] bytes = block.bytes();
        if (sameFields) {
            Packed.read(bytes, masterAt, field, fieldDigits);
            masterAt = Packed.next(bytes, masterAt);
        } else {
            Packed.read(bytes, pairAt, field, fieldDigits);
            pairAt = Packed.next(bytes, pairAt);
        }
        Packed.read(bytes, pairAt, value, valueDigits);
        pairAt = Packed.next(bytes, pairAt);
        return true;
    }

    /** The field's name; valid until {@link #nextField}. */
    public Slice field() {
        return field;
    }

    /** What the field holds; valid until {@link #nextField}. */
    public Slice value() {
        return value;
    }
}
