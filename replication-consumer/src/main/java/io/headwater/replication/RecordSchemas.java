package io.headwater.replication;

import io.headwater.replication.TopicReader.TopicRecord;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LogFormatException;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.WireFormat;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Knows which records this version can decode: by the fingerprint in their header or, without one, by asking the registry. One thread. */
public final class RecordSchemas {
    /** Looks up schemas by their id in a registry. */
    @FunctionalInterface
    public interface Lookup {
        /** The fingerprint (CRC-64-AVRO) of the schema with this id. */
        long fingerprint(int schemaId);
    }

    private final @Nullable Lookup registry;
    private final Map<Integer, Long> fingerprintById = new HashMap<>();

    /** @param registry for records without a fingerprint header; null refuses those */
    public RecordSchemas(@Nullable Lookup registry) {
        this.registry = registry;
    }

    /**
     * Refuses a record that is not in the schema of a log record.
     *
     * @throws HeadwaterException saying what is unknown about it
     */
    public void check(TopicRecord record, String topic) {
        int schemaId;
        long fingerprint;
        try {
            schemaId = WireFormat.schemaId(record.value());
            byte[] header = record.fingerprint();
            fingerprint = header == null ? lookUp(schemaId, topic, record.offset()) : LogSchema.fingerprint(header);
        } catch (LogFormatException failure) {
            throw new HeadwaterException(
                    at(topic, record.offset()) + " is no log record: " + failure.getMessage(),
                    "something else writes to this topic; only Headwater's primaries may",
                    HeadwaterException.EXIT_CORRUPT,
                    failure);
        }
        if (fingerprint != LogSchema.FINGERPRINT) {
            throw new HeadwaterException(
                    at(topic, record.offset()) + " has the unknown schema " + HexFormat.of().toHexDigits(fingerprint) + " (id "
                            + schemaId + ")",
                    "a newer version of Headwater wrote it; upgrade this reader first",
                    HeadwaterException.EXIT_CORRUPT);
        }
    }

    private long lookUp(int schemaId, String topic, long offset) {
        Long known = fingerprintById.get(schemaId);
        if (known != null) {
            return known;
        }
        if (registry == null) {
            throw new HeadwaterException(
                    at(topic, offset) + " names its schema only by id " + schemaId,
                    "give the schema registry with --registry URL",
                    HeadwaterException.EXIT_USAGE);
        }
        long fingerprint = registry.fingerprint(schemaId);
        fingerprintById.put(schemaId, fingerprint);
        return fingerprint;
    }

    private static String at(String topic, long offset) {
        return "the record at offset " + offset + " of topic " + topic;
    }
}
