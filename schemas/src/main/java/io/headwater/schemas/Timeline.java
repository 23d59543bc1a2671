package io.headwater.schemas;

import java.util.HexFormat;

/** The name of one history of a shard: 128 random bits, drawn at its first claim. Printed as 32 hexadecimal digits. */
public record Timeline(long high, long low) {
    /** Bytes in an encoded timeline. */
    public static final int BYTES = 16;

    /**
     * Reads the form that {@link #toString} prints.
     *
     * @throws IllegalArgumentException if it is not 32 hexadecimal digits
     */
    public static Timeline parse(String text) {
        if (text.length() != 32) {
            throw new IllegalArgumentException("a timeline has 32 hexadecimal digits: " + text);
        }
        return new Timeline(
                HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    static Timeline read(byte[] bytes, int offset) {
        return new Timeline(Bytes.longAt(bytes, offset), Bytes.longAt(bytes, offset + 8));
    }

    void write(byte[] bytes, int offset) {
        Bytes.putLong(bytes, offset, high);
        Bytes.putLong(bytes, offset + 8, low);
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
