package io.headwater.cache.rdb;

import io.headwater.cache.engine.StreamValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes an RDB file of version 10, which stock Redis 7.0 and later load. Collections are packed exactly where Redis
 * with its default configuration keeps them packed.
 *
 * <p>The calls are those of {@link RdbVisitor}, in the file's order: facts ({@link #aux}), then for each database {@link
 * #selectDb}, {@link #resizeDb} if its size is known, and its keys; at last {@link #finish}. A database may be selected
 * again later. Keys must be distinct within a database, fields and members within their collection, for Redis refuses a
 * file with duplicates; that a collection has as many elements as was announced is checked here. A key passed in must not change until
 * its collection's {@link #end}; elements may.
 *
 * <p>Memory: a buffer, a small collection or the packed nodes of one list. One thread. After an exception the output is
 * worthless.
 */
public final class RdbWriter implements RdbVisitor {
    private static final long MAX_HELD_LIST_BYTES = 64L * 1024 * 1024;

    private final RdbOutput out;
    private final HashEncoder hash;
    private final ListEncoder list;
    private final SetEncoder set;
    private final SortedSetEncoder sortedSet;
    private Open open = Open.NONE;
    /** Elements still to come, or negative and falling for a list of unknown length. */
    private long left;
    private long elements;
    private long keys;

    /** Whether strings of more than 20 bytes are compressed if that makes them smaller. */
    public enum Compression {
        /** As Redis does by default: a smaller file for more work. */
        LZF,
        /** As Redis does with {@code rdbcompression no}. */
        NONE
    }

    private enum Open {
        NONE,
        HASH,
        LIST,
        SET,
        SORTED_SET,
        FINISHED
    }

    /**
     * Starts a file with its header.
     *
     * @param out receives large blocks; flushed but not closed by {@link #finish}
     */
    public RdbWriter(OutputStream out, Compression compression) throws IOException {
        this(out, compression, MAX_HELD_LIST_BYTES);
    }

    RdbWriter(OutputStream out, Compression compression, long maxHeldListBytes) throws IOException {
        this(new RdbOutput(out, compression == Compression.LZF), maxHeldListBytes);
        byte[] header = "REDIS%04d".formatted(RdbFormat.VERSION).getBytes(StandardCharsets.US_ASCII);
        this.out.raw(header, 0, header.length);
    }

    /** Without a file's header. */
    RdbWriter(RdbOutput out, long maxHeldListBytes) {
        this.out = out;
        this.hash = new HashEncoder(this.out);
        this.list = new ListEncoder(this.out, maxHeldListBytes);
        this.set = new SetEncoder(this.out);
        this.sortedSet = new SortedSetEncoder(this.out);
    }

    /** Keys written so far. */
    public long keys() {
        return keys;
    }

    /** Bytes written so far, those in the buffer included. */
    public long bytes() {
        return out.offset();
    }

    @Override
    public void aux(byte[] name, byte[] value) throws IOException {
        between();
        out.u8(RdbFormat.OP_AUX);
        out.string(name);
        out.string(value);
    }

    @Override
    public void selectDb(int db) throws IOException {
        between();
        requireNotNegative(db);
        out.u8(RdbFormat.OP_SELECT_DB);
        out.length(db);
    }

    @Override
    public void resizeDb(long size, long expiring) throws IOException {
        between();
        requireNotNegative(size);
        requireNotNegative(expiring);
        out.u8(RdbFormat.OP_RESIZE_DB);
        out.length(size);
        out.length(expiring);
    }

    @Override
    public void string(byte[] key, byte[] value, long expireAtMs) throws IOException {
        string(key, value, 0, value.length, expireAtMs);
    }

    /** {@link #string(byte[], byte[], long)} with a slice, which is only looked at during the call. */
    public void string(byte[] key, byte[] value, int offset, int length, long expireAtMs) throws IOException {
        between();
        out.key(RdbFormat.TYPE_STRING, key, expireAtMs);
        out.string(value, offset, length);
        keys++;
    }

    @Override
    public void stream(byte[] key, StreamValue stream, long expireAtMs) throws IOException {
        between();
        out.key(RdbFormat.TYPE_STREAM_2, key, expireAtMs);
        RdbStreams.write(out, stream);
        keys++;
    }

    @Override
    public void beginHash(byte[] key, long count, long expireAtMs) throws IOException {
        begin(Open.HASH, count);
        hash.begin(key, count, expireAtMs);
    }

    @Override
    public void field(byte[] field, byte[] value) throws IOException {
        field(field, 0, field.length, value, 0, value.length);
    }

    /** {@link #field(byte[], byte[])} with slices, which are only looked at during the call. */
    public void field(byte[] field, int fieldOffset, int fieldLength, byte[] value, int valueOffset, int valueLength)
            throws IOException {
        inside(Open.HASH);
        hash.field(field, fieldOffset, fieldLength, value, valueOffset, valueLength);
    }

    @Override
    public void beginList(byte[] key, long count, long expireAtMs) throws IOException {
        begin(Open.LIST, count);
        list.begin(key, count, expireAtMs);
    }

    @Override
    public void element(byte[] element) throws IOException {
        element(element, 0, element.length);
    }

    /** {@link #element(byte[])} with a slice, which is only looked at during the call. */
    public void element(byte[] element, int offset, int length) throws IOException {
        inside(Open.LIST);
        list.element(element, offset, length);
    }

    @Override
    public void beginSet(byte[] key, long count, long expireAtMs) throws IOException {
        begin(Open.SET, count);
        set.begin(key, count, expireAtMs);
    }

    @Override
    public void member(byte[] member) throws IOException {
        member(member, 0, member.length);
    }

    /** {@link #member(byte[])} with a slice, which is only looked at during the call. */
    public void member(byte[] member, int offset, int length) throws IOException {
        inside(Open.SET);
        set.member(member, offset, length);
    }

    @Override
    public void beginSortedSet(byte[] key, long count, long expireAtMs) throws IOException {
        begin(Open.SORTED_SET, count);
        sortedSet.begin(key, count, expireAtMs);
    }

    @Override
    public void scored(byte[] member, double score) throws IOException {
        scored(member, 0, member.length, score);
    }

    /** {@link #scored(byte[], double)} with a slice, which is only looked at during the call. */
    public void scored(byte[] member, int offset, int length, double score) throws IOException {
        inside(Open.SORTED_SET);
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("a score that is not a number");
        }
        sortedSet.scored(member, offset, length, score);
    }

    @Override
    public void end() throws IOException {
        boolean complete = left == 0 || (left < 0 && elements > 0);
        if (!complete) {
            throw new IllegalStateException("a collection ends after " + elements + " elements, " + left + " too early");
        }
        switch (open) {
            case HASH -> hash.end();
            case LIST -> list.end();
            case SET -> set.end();
            case SORTED_SET -> sortedSet.end();
            case NONE, FINISHED -> throw new IllegalStateException("no collection was begun");
        }
        open = Open.NONE;
        keys++;
    }

    /** Writes the end and the checksum, and flushes the stream. To make the file durable is the caller's part. */
    public void finish() throws IOException {
        between();
        out.u8(RdbFormat.OP_EOF);
        out.finish();
        open = Open.FINISHED;
    }

    private static void requireNotNegative(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a database or a number of keys below 0: " + value);
        }
    }

    private void between() {
        if (open != Open.NONE) {
            throw new IllegalStateException(open == Open.FINISHED ? "the file is finished" : "a collection is still open");
        }
    }

    private void begin(Open kind, long count) {
        between();
        boolean unknown = kind == Open.LIST && count == UNKNOWN_COUNT;
        if (count <= 0 && !unknown) {
            throw new IllegalArgumentException("a collection of " + count + " elements");
        }
        open = kind;
        left = count;
        elements = 0;
    }

    private void inside(Open kind) {
        if (open != kind || left == 0) {
            throw new IllegalStateException(open == kind ? "more elements than announced" : "no such collection is open");
        }
        left--;
        elements++;
    }
}
