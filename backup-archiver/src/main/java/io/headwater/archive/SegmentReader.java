package io.headwater.archive;

import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.LogFormatException;
import io.headwater.schemas.LogRecordLength;
import io.headwater.schemas.LogSchema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;

/** A cursor over the records of a segment's file. The file may come from any Avro tool: blocks, codec and size are as its header says. One thread. */
public final class SegmentReader {
    private static final byte[] EMPTY = {};

    private final String name;
    private final DataFileStream<Object> stream;
    private final LogRecordLength lengths = new LogRecordLength();
    private byte[] block = EMPTY;
    private int blockEnd;
    private long recordsInBlock;
    private int offset;
    private int length;

    /**
     * @param file the whole file
     * @param name the object's name, for exceptions
     * @throws DamagedObjectException if it is no container file of log records
     */
    public SegmentReader(byte[] file, String name) {
        this.name = name;
        try {
            stream = Containers.open(new ByteArrayInputStream(file), LogSchema.LOG_RECORD, name);
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
                if (!stream.hasNext()) {
                    length = 0;
                    return false;
                }
                ByteBuffer next = stream.nextBlock();
                block = next.array();
                offset = next.arrayOffset() + next.position();
                blockEnd = offset + next.remaining();
                recordsInBlock = stream.getBlockCount();
            }
            length = lengths.of(block, offset, blockEnd);
        } catch (IOException | AvroRuntimeException | LogFormatException e) {
            throw damaged(e);
        }
        recordsInBlock--;
        return true;
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
