package io.headwater.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes Avro's binary encoding into a growing array; for records off the hot path. */
final class AvroWriter {
    private byte[] bytes;
    private int size;

    AvroWriter(int capacity) {
        bytes = new byte[capacity];
    }

    AvroWriter number(long value) {
        ensure(Varint.MAX_BYTES);
        size = Varint.put(bytes, size, value);
        return this;
    }

    AvroWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return number(utf8.length).raw(utf8, 0, utf8.length);
    }

    AvroWriter raw(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
        return this;
    }

    AvroWriter fixedLong(long value) {
        ensure(8);
        Bytes.putLong(bytes, size, value);
        size += 8;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
