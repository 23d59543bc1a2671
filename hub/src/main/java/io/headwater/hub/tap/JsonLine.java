package io.headwater.hub.tap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Builds one line of JSON (RFC 8259) in UTF-8. Only what {@code tap} needs: the caller writes the structure, this class
 * the values. Reused for every line. Not thread-safe.
 */
final class JsonLine {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private byte[] bytes = new byte[512];
    private int length;

    /** Starts a new line. */
    void clear() {
        length = 0;
    }

    /** Text of the structure itself, in ASCII. */
    JsonLine raw(String text) {
        for (int i = 0; i < text.length(); i++) {
            put((byte) text.charAt(i));
        }
        return this;
    }

    /** A number. */
    JsonLine number(long value) {
        return raw(Long.toString(value));
    }

    /** A string, or {@code {"base64":".."}} for bytes that are not UTF-8. */
    JsonLine value(byte[] source, int offset, int count) {
        if (!isUtf8(source, offset, count)) {
            byte[] encoded = Base64.getEncoder().encode(Arrays.copyOfRange(source, offset, offset + count));
            return raw("{\"base64\":\"").raw(new String(encoded, StandardCharsets.US_ASCII)).raw("\"}");
        }
        put((byte) '"');
        for (int i = offset; i < offset + count; i++) {
            escaped(source[i]);
        }
        put((byte) '"');
        return this;
    }

    /** The line's bytes, valid up to {@link #length}. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void escaped(byte value) {
        switch (value) {
            case '"', '\\' -> {
                put((byte) '\\');
                put(value);
            }
            case '\n' -> raw("\\n");
            case '\r' -> raw("\\r");
            case '\t' -> raw("\\t");
            default -> {
                if (value >= 0 && value < ' ') {
                    raw("\\u00");
                    put(HEX[value >> 4]);
                    put(HEX[value & 15]);
                } else {
                    put(value); // bytes of longer characters are above 127, so they come out as they are
                }
            }
        }
    }

    private boolean isUtf8(byte[] source, int offset, int count) {
        int ascii = offset;
        while (ascii < offset + count && source[ascii] >= 0) {
            ascii++;
        }
        if (ascii == offset + count) {
            return true;
        }
        try {
            utf8.reset().decode(ByteBuffer.wrap(source, offset, count));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private void put(byte value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = value;
    }
}
