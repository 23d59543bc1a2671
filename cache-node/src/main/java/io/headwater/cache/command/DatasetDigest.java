package io.headwater.cache.command;

import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.Numbers;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digests of DEBUG DIGEST and DIGEST-VALUE, equal to a stock Redis's ({@code debug.c}): SHA-1 sums, xored where order does not matter and hashed again where it does.
 * Of the whole dataset, expired keys included. For tests and comparisons: it visits every byte.
 */
final class DatasetDigest {
    private static final int BYTES = 20;
    /** Redis counts modules between the other types and this one. */
    private static final int STREAM_TYPE = 6;
    private static final byte[] EXPIRES = "!!expire!!".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha1;

    DatasetDigest() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The digest of all databases, in hex. */
    String of(Keyspace keyspace) {
        byte[] all = new byte[BYTES];
        for (int i = 0; i < keyspace.databases(); i++) {
            Database database = keyspace.database(i);
            if (database.size() == 0) continue;
            mix(all, bigEndian(i));
            database.forEach(entry -> {
                byte[] digest = new byte[BYTES];
                mix(digest, entry.key());
                value(digest, entry);
                xor(all, digest, 0, BYTES);
            });
        }
        return HexFormat.of().formatHex(all);
    }

    /** The digest of what a key holds, in hex. */
    String of(Entry entry) {
        byte[] digest = new byte[BYTES];
        value(digest, entry);
        return HexFormat.of().formatHex(digest);
    }

    /** What is no value. */
    static String none() {
        return HexFormat.of().formatHex(new byte[BYTES]);
    }

    private void value(byte[] digest, Entry entry) {
        Value value = entry.value();
        mix(digest, bigEndian(value instanceof StreamValue ? STREAM_TYPE : value.type().ordinal()));
        switch (value) {
            case StringValue string -> mix(digest, string.array(), string.offset(), string.length());
            case ListValue list -> {
                ListValue.Cursor cursor = list.cursor(0, false);
                while (cursor.next()) mix(digest, cursor.bytes(), cursor.offset(), cursor.length());
            }
            case StreamValue stream -> entries(digest, stream);
            case SetValue set -> set.forEach((member, offset, length) -> xor(digest, member, offset, length));
            case SortedSetValue set -> set.forEach((member, offset, length, score) -> {
                byte[] element = new byte[BYTES];
                mix(element, member, offset, length);
                mix(element, Numbers.bytes(score));
                xor(digest, element, 0, BYTES);
            });
            case HashValue hash -> hash.forEach((field, fieldOffset, fieldLength, content, offset, length) -> {
                byte[] element = new byte[BYTES];
                mix(element, field, fieldOffset, fieldLength);
                mix(element, content, offset, length);
                xor(digest, element, 0, BYTES);
            });
        }
        if (entry.hasExpiry()) xor(digest, EXPIRES, 0, EXPIRES.length);
    }

    /** Of a stream only the entries count, not its groups. */
    private void entries(byte[] digest, StreamValue stream) {
        StreamCursor cursor = stream.cursor(StreamId.MIN, StreamId.MAX, false);
        while (cursor.next()) {
            mix(digest, (Long.toUnsignedString(cursor.ms()) + "." + Long.toUnsignedString(cursor.seq())).getBytes(StandardCharsets.US_ASCII));
            while (cursor.nextField()) {
                mix(digest, cursor.field().bytes(), cursor.field().offset(), cursor.field().length());
                mix(digest, cursor.value().bytes(), cursor.value().offset(), cursor.value().length());
            }
        }
    }

    private static byte[] bigEndian(int value) {
        return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }

    private void mix(byte[] digest, byte[] bytes) {
        mix(digest, bytes, 0, bytes.length);
    }

    private void mix(byte[] digest, byte[] bytes, int offset, int length) {
        xor(digest, bytes, offset, length);
        System.arraycopy(sha1.digest(digest), 0, digest, 0, BYTES);
    }

    private void xor(byte[] digest, byte[] bytes, int offset, int length) {
        sha1.update(bytes, offset, length);
        byte[] sum = sha1.digest();
        for (int i = 0; i < BYTES; i++) digest[i] ^= sum[i];
    }
}
