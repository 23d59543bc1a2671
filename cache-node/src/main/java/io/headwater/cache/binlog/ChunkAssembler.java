package io.headwater.cache.binlog;

import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;
import java.io.ByteArrayOutputStream;

/**
 * Puts chunks together. A chunk 0 starts anew, whatever came before; a batch drops what is unfinished. The order of the chunks was checked by others. Not for several
 * threads.
 */
public final class ChunkAssembler {
    private ByteArrayOutputStream data = new ByteArrayOutputStream(0);
    private boolean open;

    /**
     * Takes the next record of a binlog, and goes to the entries that are complete with it.
     *
     * @param record wrapped around a record; when this returns true, its {@link LogRecordReader#nextEntry} goes over the entries
     * @return false when the record is a chunk and more are to come, or those before it were not seen
     */
    public boolean entries(LogRecordReader record) {
        if (record.kind() == RecordKind.BATCH) {
            drop();
            return true;
        }
        LogRecordReader.Chunk chunk = record.chunk();
        if (chunk.index() == 0) {
            open = true;
            data = new ByteArrayOutputStream(2 * chunk.dataLength());
        }
        if (!open) {
            return false;
        }
        data.write(chunk.bytes(), chunk.dataOffset(), chunk.dataLength());
        if (chunk.index() + 1 < chunk.count()) {
            return false;
        }
        record.wrapBatchBody(data.toByteArray());
        drop();
        return true;
    }

    /** Forgets what is unfinished. */
    public void drop() {
        if (open) {
            open = false;
            data = new ByteArrayOutputStream(0);
        }
    }
}
