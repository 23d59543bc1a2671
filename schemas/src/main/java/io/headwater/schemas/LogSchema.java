package io.headwater.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** The Avro schemas of this version, and the fingerprints (CRC-64-AVRO of the parsing canonical form) that name them. */
public final class LogSchema {
    /** The Kafka header that carries {@link #FINGERPRINT}, eight bytes big-endian, so that our own readers need no registry. */
    public static final String FINGERPRINT_HEADER = "headwater-schema";

    /** The schema of a log record, as JSON. */
    public static final String LOG_RECORD_JSON = resource("log-record.avsc");

    /** The schema of a log record. */
    public static final Schema LOG_RECORD = new Schema.Parser().parse(LOG_RECORD_JSON);

    /** The schema of a binlog's local note. */
    public static final Schema LOCAL_NOTE = new Schema.Parser().parse(resource("local-note.avsc"));

    /** The schema of an archive's manifests. */
    public static final Schema ARCHIVE_MANIFEST = new Schema.Parser().parse(resource("archive-manifest.avsc"));

    /** Names {@link #LOG_RECORD} in segment headers and Kafka headers. */
    public static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(LOG_RECORD);

    private LogSchema() {}

    /**
     * Reads the fingerprint out of a Kafka header's value.
     *
     * @throws LogFormatException if it is not eight bytes long
     */
    public static long fingerprint(byte[] headerValue) {
        if (headerValue.length != 8) {
            throw new LogFormatException("a schema fingerprint of " + headerValue.length + " bytes, expected 8");
        }
        return Bytes.longAt(headerValue, 0);
    }

    /** The value of {@link #FINGERPRINT_HEADER} for records of this version. */
    public static byte[] fingerprintHeaderValue() {
        byte[] value = new byte[8];
        Bytes.putLong(value, 0, FINGERPRINT);
        return value;
    }

    /** A schema that ships in this package's resources. */
    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(LogSchema.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
