package io.headwater.archive;

import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.LogSchema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;

/** Avro container files around bytes that are encoded already. Source: Avro specification, "Object Container Files". */
final class Containers {
    private Containers() {}

    /** A container file that holds one manifest. */
    static byte[] of(ArchiveManifest manifest) {
        ByteArrayOutputStream file = new ByteArrayOutputStream(8192);
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
            writer.create(LogSchema.ARCHIVE_MANIFEST, file);
            writer.appendEncoded(ByteBuffer.wrap(manifest.encoded()));
        } catch (IOException e) {
            throw new UncheckedIOException("a write to memory failed", e);
        }
        return file.toByteArray();
    }

    /**
     * The manifest in a container file.
     *
     * @param name the object's name, for the exception
     * @throws DamagedObjectException if there is none that this version reads
     */
    static ArchiveManifest manifest(byte[] file, String name) {
        try (DataFileStream<Object> stream = open(new ByteArrayInputStream(file), LogSchema.ARCHIVE_MANIFEST, name)) {
            if (!stream.hasNext()) {
                throw new DamagedObjectException(name, "holds no manifest");
            }
            ByteBuffer datum = stream.nextBlock();
            return ArchiveManifest.decode(datum.array(), datum.arrayOffset() + datum.position(), datum.remaining());
        } catch (IOException | AvroRuntimeException e) {
            throw new DamagedObjectException(name, "is no container file: " + e.getMessage());
        } catch (io.headwater.schemas.LogFormatException e) {
            throw new DamagedObjectException(name, "is damaged: " + e.getMessage());
        }
    }

    /** Opens a container file of a schema. */
    static DataFileStream<Object> open(InputStream file, Schema schema, String name) throws IOException {
        DataFileStream<Object> stream = new DataFileStream<>(file, new GenericDatumReader<>());
        // Objects are cheaper to compare than their normal forms, and nearly always the same version wrote the file.
        Schema written = stream.getSchema();
        if (!written.equals(schema)
                && SchemaNormalization.parsingFingerprint64(written) != SchemaNormalization.parsingFingerprint64(schema)) {
            stream.close();
            throw new DamagedObjectException(name, "has another schema, " + written.getFullName() + " of another version");
        }
        return stream;
    }
}
