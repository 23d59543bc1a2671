package io.headwater.restore.tap;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Writes JSON as bytes into a buffer that goes out when it is full or {@link #flush}ed. Bytes that are UTF-8 are copied as they are, but for what JSON escapes;
 * others become {@code {"base64":".."}}. One thread.
 */
public final class JsonLines {
    private static final int FLUSH_BYTES = 64 * 1024;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private byte[] buffer = new byte[2 * FLUSH_BYTES];
    private int size;

    /** @param out where whole buffers go */
    public JsonLines(OutputStream out) {
        this.out = out;
    }

    /** Appends text of ASCII characters that need no escape. */
    public JsonLines raw(String ascii) {
        int length = ascii.length();
        ensure(length);
        for (int i = 0; i < length; i++) {
            buffer[size++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    /** Appends a number. */
    public JsonLines number(long value) {
        if (value < 0) {
            return raw(Long.toString(value));
        }
        ensure(20);
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int at = size + digits - 1; at >= size; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    /** Appends a value: a string if the bytes are UTF-8, else an object with their base64. */
    public JsonLines value(byte[] bytes, int offset, int length) {
        if (!Utf8.valid(bytes, offset, length)) {
            byte[] encoded = Base64.getEncoder().encode(Arrays.copyOfRange(bytes, offset, offset + length));
            raw("{\"base64\":\"");
            ensure(encoded.length);
            System.arraycopy(encoded, 0, buffer, size, encoded.length);
            size += encoded.length;
            return raw("\"}");
        }
        ensure(Math.addExact(Math.multiplyExact(length, 6), 2));
        buffer[size++] = '"';
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            if (b == '"' || b == '\\') {
                buffer[size++] = '\\';
                buffer[size++] = b;
            } else if (b >= 0 && b < 0x20) {
                control(b);
            } else {
                buffer[size++] = b;
            }
        }
        buffer[size++] = '"';
        return this;
    }

    private void control(byte b) {
        buffer[size++] = '\\';
        switch (b) {
            case '\n' -> buffer[size++] = 'n';
            case '\r' -> buffer[size++] = 'r';
            case '\t' -> buffer[size++] = 't';
            default -> {
                buffer[size++] = 'u';
                buffer[size++] = '0';
                buffer[size++] = '0';
                buffer[size++] = HEX[b >> 4];
                buffer[size++] = HEX[b & 15];
            }
        }
    }

    /** Ends a line. */
    public void endLine() throws IOException {
        ensure(1);
        buffer[size++] = '\n';
        if (size >= FLUSH_BYTES) {
            write();
        }
    }

    /** Hands everything on. */
    public void flush() throws IOException {
        write();
        out.flush();
    }

    private void write() throws IOException {
        out.write(buffer, 0, size);
        size = 0;
        if (buffer.length > 64 * FLUSH_BYTES) {
            buffer = new byte[2 * FLUSH_BYTES]; // one huge value must not be paid for for ever
        }
    }

    private void ensure(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), (int) Math.min(buffer.length * 2L, Integer.MAX_VALUE - 16)));
        }
    }
}
