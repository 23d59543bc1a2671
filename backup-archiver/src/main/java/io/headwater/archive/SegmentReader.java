package io.headwater.archive;

import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.LogFormatException;
import io.headwater.schemas.LogRecordLength;
import io.headwater.schemas.LogSchema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.jspecify.annotations.Nullable;

/** A cursor over the records of a segment's file. The file may come from any Avro tool: blocks, codec and size are as its header says. One thread. */
public final class SegmentReader {
    private static final byte[] EMPTY = {};

    private final String name;
    private final DataFileStream<Object> stream;
    private final @Nullable Executor decoder;
    private @Nullable CompletableFuture<@Nullable Block> decoding;
    /** The block at hand and the next one, in turns. */
    private final byte[][] copies = {EMPTY, EMPTY};

    private int lastCopy;
    private final LogRecordLength lengths = new LogRecordLength();
    private byte[] block = EMPTY;
    private int blockEnd;
    private long recordsInBlock;
    private int offset;
    private int length;

    /** Records that were compressed together. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Block(byte[] bytes, int offset, int end, long records) {}

    /**
     * @param file the whole file
     * @param name the object's name, for exceptions
     * @throws DamagedObjectException if it is no container file of log records
     */
    public SegmentReader(byte[] file, String name) {
        this(file, file.length, name, null);
    }

    /**
     * As {@link #SegmentReader(byte[], String)}.
     *
     * @param bytes the file has so many, at the start of the array
     * @param decoder decompresses the next block while the records of one are read; null to do it when it is needed
     */
    public SegmentReader(byte[] file, int bytes, String name, @Nullable Executor decoder) {
        this.name = name;
        this.decoder = decoder;
        try {
            stream = Containers.open(new ByteArrayInputStream(file, 0, bytes), LogSchema.LOG_RECORD, name);
        } catch (IOException | AvroRuntimeException e) {
            throw damaged(e);
        }
    }

    /**
     * Goes to the next record; false behind the last.
     *
     * @throws DamagedObjectException if the bytes are damaged
     */
    public boolean next() {
        offset += length;
        try {
            while (recordsInBlock == 0) {
                if (offset != blockEnd) {
                    throw new DamagedObjectException(name, "has bytes behind a block's last record");
                }
                Block next = nextBlock();
                if (next == null) {
                    length = 0;
                    return false;
                }
                block = next.bytes();
                offset = next.offset();
                blockEnd = next.end();
                recordsInBlock = next.records();
            }
            length = lengths.of(block, offset, blockEnd);
        } catch (UncheckedIOException | AvroRuntimeException | LogFormatException e) {
            throw damaged(e);
        }
        recordsInBlock--;
        return true;
    }

    private @Nullable Block nextBlock() {
        Executor other = decoder;
        if (other == null) {
            return decode(false);
        }
        CompletableFuture<@Nullable Block> next = decoding == null ? decodeBy(other) : decoding;
        try {
            Block decoded = next.join();
            decoding = decoded == null ? next : decodeBy(other);
            return decoded;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw e;
        }
    }

    private CompletableFuture<@Nullable Block> decodeBy(Executor other) {
        return CompletableFuture.supplyAsync(() -> decode(true), other);
    }

    /** @param copy whether the block must outlive the next one: the codec has one buffer for all */
    private @Nullable Block decode(boolean copy) {
        try {
            if (!stream.hasNext()) {
                return null;
            }
            ByteBuffer next = stream.nextBlock();
            int from = next.arrayOffset() + next.position();
            int to = from + next.remaining();
            return copy
                    ? new Block(copied(next.array(), from, to - from), 0, to - from, stream.getBlockCount())
                    : new Block(next.array(), from, to, stream.getBlockCount());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private byte[] copied(byte[] source, int from, int bytes) {
        lastCopy = 1 - lastCopy;
        byte[] target = copies[lastCopy];
        if (target.length < bytes) {
            target = new byte[bytes];
            copies[lastCopy] = target;
        }
        System.arraycopy(source, from, target, 0, bytes);
        return target;
    }

    /** The array that holds the current record. Valid until the next call of {@link #next}. */
    public byte[] bytes() {
        return block;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** The manifest that the file carries, without its own checksum and size; throws if it carries none. */
    ArchiveManifest embeddedManifest() {
        byte[] encoded = stream.getMeta(SegmentWriter.MANIFEST_KEY);
        if (encoded == null) {
            throw new DamagedObjectException(name, "carries no manifest");
        }
        try {
            return ArchiveManifest.decode(encoded, 0, encoded.length);
        } catch (LogFormatException e) {
            throw damaged(e);
        }
    }

    private DamagedObjectException damaged(Exception e) {
        return new DamagedObjectException(name, "is damaged: " + e.getMessage());
    }
}
