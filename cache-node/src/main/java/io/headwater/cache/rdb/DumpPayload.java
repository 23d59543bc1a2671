package io.headwater.cache.rdb;

import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * What DUMP returns and RESTORE takes: a value's type and content as in an RDB file, the version of the format in two bytes, and a CRC-64 of all of it in eight, both
 * little-endian. Payloads are hostile: reading one ends in a value or an exception, and allocates in proportion to its bytes.
 */
public final class DumpPayload {
    private static final int VERSION_BYTES = 2;
    private static final int CHECKSUM_BYTES = 8;
    private static final int FOOTER_BYTES = VERSION_BYTES + CHECKSUM_BYTES;
    private static final int BUFFER_BYTES = 1024;
    private static final byte[] NO_KEY = {};

    private DumpPayload() {}

    /** The payload of a value. */
    public static byte[] of(Value value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try {
            RdbOutput out = new RdbOutput(bytes, true, BUFFER_BYTES, true);
            write(new RdbWriter(out, Long.MAX_VALUE), value);
            out.raw(new byte[] {RdbFormat.VERSION, 0}, 0, VERSION_BYTES);
            out.finish();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(RdbWriter out, Value value) throws IOException {
        long noExpiry = RdbVisitor.NO_EXPIRY;
        try {
            switch (value) {
                case StringValue string -> out.string(NO_KEY, Arrays.copyOf(string.bytes(), string.length()), noExpiry);
                case ListValue list -> {
                    out.beginList(NO_KEY, list.size(), noExpiry);
                    ListValue.Cursor cursor = list.cursor(0, false);
                    while (cursor.next()) out.element(cursor.bytes(), cursor.offset(), cursor.length());
                    out.end();
                }
                case StreamValue stream -> out.stream(NO_KEY, stream, noExpiry);
                case HashValue hash -> {
                    out.beginHash(NO_KEY, hash.size(), noExpiry);
                    hash.forEach((field, fieldOffset, fieldLength, content, offset, length) ->
                            unchecked(() -> out.field(field, fieldOffset, fieldLength, content, offset, length)));
                    out.end();
                }
                case SetValue set -> {
                    out.beginSet(NO_KEY, set.size(), noExpiry);
                    set.forEach((member, offset, length) -> unchecked(() -> out.member(member, offset, length)));
                    out.end();
                }
                case SortedSetValue set -> {
                    out.beginSortedSet(NO_KEY, set.size(), noExpiry);
                    set.forEach((member, offset, length, score) -> unchecked(() -> out.scored(member, offset, length, score)));
                    out.end();
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a payload is of a version that can be read, and its checksum is right. */
    public static boolean isSound(byte[] payload) {
        if (payload.length < FOOTER_BYTES) return false;
        int footer = payload.length - FOOTER_BYTES;
        int version = payload[footer] & 0xff | (payload[footer + 1] & 0xff) << 8;
        if (version > RdbFormat.VERSION) return false;
        long stored = 0;
        for (int i = CHECKSUM_BYTES - 1; i >= 0; i--) stored = stored << 8 | payload[footer + VERSION_BYTES + i] & 0xff;
        return stored == Crc64.update(0, payload, 0, payload.length - CHECKSUM_BYTES);
    }

    /**
     * The value of a payload that {@link #isSound}.
     *
     * @throws RdbException if there is none in it, or one that cannot be kept here
     */
    public static Value value(byte[] payload, Hasher hasher) throws RdbException {
        int length = payload.length - FOOTER_BYTES;
        try {
            RdbInput in = new RdbInput(new ByteArrayInputStream(payload, 0, length), length);
            int type = in.u8();
            if (type == RdbFormat.TYPE_STRING) return new StringValue(in.string());
            ValueBuilder builder = new ValueBuilder(in, hasher);
            if (!new RdbCollections(in, builder).read(type, NO_KEY, RdbVisitor.NO_EXPIRY)) throw in.damaged("an empty collection");
            return builder.value();
        } catch (RdbException damaged) {
            throw damaged;
        } catch (IOException | RuntimeException unexpected) {
            throw new RdbException("no value: " + unexpected.getMessage(), 0);
        }
    }
}
