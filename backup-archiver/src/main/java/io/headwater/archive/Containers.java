package io.headwater.archive;

import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.LogFormatException;
import io.headwater.schemas.LogSchema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;

/**
 * Avro container files around bytes that are encoded already. Source: Avro specification, "Object Container Files".
 *
 * <p>A manifest vouches for an object, and must vouch for itself: the marker that a container file repeats behind each block may be any 16 bytes, so
 * it is made a checksum, the first half of the SHA-256 of the file with zeros in the marker's places.
 */
final class Containers {
    private static final int MARKER_BYTES = 16;

    private Containers() {}

    /** A container file that holds one manifest. */
    static byte[] of(ArchiveManifest manifest) {
        return file(manifest, checksum(file(manifest, new byte[MARKER_BYTES])));
    }

    private static byte[] file(ArchiveManifest manifest, byte[] marker) {
        ByteArrayOutputStream file = new ByteArrayOutputStream(8192);
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
            writer.create(LogSchema.ARCHIVE_MANIFEST, file, marker);
            writer.appendEncoded(ByteBuffer.wrap(manifest.encoded()));
        } catch (IOException e) {
            throw new UncheckedIOException("a write to memory failed", e);
        }
        return file.toByteArray();
    }

    private static byte[] checksum(byte[] file) {
        return Arrays.copyOf(Sha256.digest().digest(file), MARKER_BYTES);
    }

    private static boolean intact(byte[] file) {
        if (file.length < 2 * MARKER_BYTES) {
            return false;
        }
        byte[] zeroed = file.clone();
        byte[] marker = Arrays.copyOfRange(file, file.length - MARKER_BYTES, file.length);
        for (int at = 0; at <= file.length - MARKER_BYTES; at++) {
            if (Arrays.equals(file, at, at + MARKER_BYTES, marker, 0, MARKER_BYTES)) {
                Arrays.fill(zeroed, at, at + MARKER_BYTES, (byte) 0);
            }
        }
        return Arrays.equals(checksum(zeroed), marker);
    }

    /**
     * The manifest in a container file.
     *
     * @param name the object's name, for the exception
     * @throws DamagedObjectException if there is none that this version reads
     */
    static ArchiveManifest manifest(byte[] file, String name) {
        if (!intact(file)) {
            throw new DamagedObjectException(name, "is damaged: its checksum is not that of its bytes");
        }
        try (DataFileStream<Object> stream = open(new ByteArrayInputStream(file), LogSchema.ARCHIVE_MANIFEST, name)) {
            if (!stream.hasNext()) {
                throw new DamagedObjectException(name, "holds no manifest");
            }
            ByteBuffer datum = stream.nextBlock();
            return ArchiveManifest.decode(datum.array(), datum.arrayOffset() + datum.position(), datum.remaining());
        } catch (IOException | AvroRuntimeException e) {
            throw new DamagedObjectException(name, "is no container file: " + e.getMessage());
        } catch (LogFormatException e) {
            throw new DamagedObjectException(name, "is damaged: " + e.getMessage());
        }
    }

    /** Manifests grow at their end, and are decoded by us: an older one is one that ends earlier. */
    private static boolean reads(Schema schema, Schema written) {
        return SchemaCompatibility.checkReaderWriterCompatibility(schema, written).getType() == SchemaCompatibilityType.COMPATIBLE;
    }

    /** Opens a container file of a schema. */
    static DataFileStream<Object> open(InputStream file, Schema schema, String name) throws IOException {
        DataFileStream<Object> stream = new DataFileStream<>(file, new GenericDatumReader<>());
        // Objects are cheaper to compare than their normal forms, and nearly always the same version wrote the file.
        Schema written = stream.getSchema();
        if (!written.equals(schema)
                && SchemaNormalization.parsingFingerprint64(written) != SchemaNormalization.parsingFingerprint64(schema)
                && !(schema == LogSchema.ARCHIVE_MANIFEST && reads(schema, written))) {
            stream.close();
            throw new DamagedObjectException(name, "has another schema, " + written.getFullName() + " of another version");
        }
        return stream;
    }
}
