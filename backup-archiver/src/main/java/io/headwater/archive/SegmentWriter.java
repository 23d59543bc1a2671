package io.headwater.archive;

import io.headwater.archive.store.Content;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LogSchema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;

/**
 * Collects a segment's records, as they are, in an Avro container file on a {@link Spool}. The file's header, which holds the manifest, is
 * written last, when the manifest is known: a container file is its header and then blocks, tied together by a marker only. One thread.
 */
final class SegmentWriter implements AutoCloseable {
    /** The header's entry that holds the segment's {@link ArchiveManifest}, its object's checksum and size left empty. */
    static final String MANIFEST_KEY = "headwater.manifest";

    /** Bytes of records that are compressed together: large enough to compress well, small enough for every reader's memory. */
    private static final int BLOCK_BYTES = 256 * 1024;
    /** The fastest level: values are mostly random to a compressor, and keys repeat enough for any level. */
    private static final int ZSTD_LEVEL = 1;
    private static final int MARKER_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Spool spool;
    private final byte[] marker = new byte[MARKER_BYTES];
    private final DataFileWriter<Object> writer;
    private final long blocksStart;
    private long records;

    SegmentWriter(Spool spool) {
        this.spool = spool;
        RANDOM.nextBytes(marker);
        writer = writer();
        try {
            writer.create(LogSchema.LOG_RECORD, spool.output(), marker);
        } catch (IOException e) {
            throw spool.failed(e);
        }
        blocksStart = spool.bytes();
    }

    private static DataFileWriter<Object> writer() {
        DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>());
        writer.setCodec(CodecFactory.zstandardCodec(ZSTD_LEVEL));
        writer.setSyncInterval(BLOCK_BYTES);
        return writer;
    }

    /** Appends a record's Avro bytes. */
    void append(byte[] bytes, int offset, int length) {
        try {
            writer.appendEncoded(ByteBuffer.wrap(bytes, offset, length));
        } catch (IOException e) {
            throw spool.failed(e);
        }
        records++;
    }

    long records() {
        return records;
    }

    /** Bytes of the file so far; the block in the making is not yet among them. */
    long bytes() {
        return spool.bytes();
    }

    /** The whole file, valid until this writer is closed; nothing may be appended any more. */
    Content finish(ArchiveManifest manifest) {
        try {
            writer.flush();
            ByteArrayOutputStream header = new ByteArrayOutputStream(16 * 1024);
            DataFileWriter<Object> headerWriter = writer();
            headerWriter.setMeta(MANIFEST_KEY, manifest.encoded());
            headerWriter.create(LogSchema.LOG_RECORD, header, marker);
            return new Finished(header.toByteArray(), spool, blocksStart);
        } catch (IOException e) {
            throw spool.failed(e);
        }
    }

    @Override
    public void close() {
        try {
            spool.close();
        } catch (IOException e) {
            // It has no name and goes with the process at the latest.
        }
    }

    HeadwaterException failed(IOException e) {
        return spool.failed(e);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Finished(byte[] header, Spool spool, long blocksStart) implements Content {
        @Override
        public long length() {
            return header.length + spool.bytes() - blocksStart;
        }

        @Override
        public InputStream open() {
            return new SequenceInputStream(new ByteArrayInputStream(header), spool.input(blocksStart));
        }
    }
}
