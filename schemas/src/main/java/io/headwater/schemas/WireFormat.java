package io.headwater.schemas;

/**
 * The five bytes in front of a Kafka value that name its schema in a Confluent-compatible registry.
 *
 * <pre>
 * 0      magic, 0
 * 1..4   schema id, big-endian
 * 5..    Avro
 * </pre>
 */
public final class WireFormat {
    /** Bytes in front of the Avro payload. */
    public static final int PREFIX_BYTES = 5;

    private WireFormat() {}

    /** Writes the prefix at {@code offset}. */
    public static void write(byte[] bytes, int offset, int schemaId) {
        bytes[offset] = 0;
        Bytes.putInt(bytes, offset + 1, schemaId);
    }

    /**
     * Returns the schema id.
     *
     * @throws LogFormatException if the value is shorter than a prefix or its magic is not 0
     */
    public static int schemaId(byte[] value) {
        if (value.length < PREFIX_BYTES) {
            throw new LogFormatException("a value of " + value.length + " bytes has no schema id");
        }
        if (value[0] != 0) {
            throw new LogFormatException("unknown magic byte " + value[0] + " in front of a value, expected 0");
        }
        return Bytes.intAt(value, 1);
    }
}
