package io.headwater.cache.engine.read;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Values as short texts for people: the first elements, and how many there are in all. Pure. */
public final class ValueText {
    private static final int MAX_ELEMENTS = 8;
    private static final int MAX_CHARS = 120;
    private static final int MAX_BYTES = 60;

    private ValueText() {}

    /** The value and, if it has one, its expiry. */
    public static String of(Value value, long expireAtMs) {
        return expireAtMs == Entry.NO_EXPIRY ? of(value) : of(value) + " (expires " + Instant.ofEpochMilli(expireAtMs) + ")";
    }

    /** The value. */
    public static String of(Value value) {
        Builder text = new Builder();
        switch (value) {
            case StringValue string -> {
                return quoted(string.array(), string.offset(), string.length());
            }
            case HashValue hash -> hash.forEach((f, fo, fl, v, vo, vl) -> text.add(f, fo, fl, v, vo, vl));
            case ListValue list -> {
                ListValue.Cursor cursor = list.cursor(0, false);
                while (!text.isFull() && cursor.next()) {
                    text.add(quoted(cursor.bytes(), cursor.offset(), cursor.length()));
                }
            }
            case SetValue set -> set.forEach((m, o, l) -> text.add(m, o, l));
            case SortedSetValue set -> set.forEach(0, Math.min(set.size(), MAX_ELEMENTS + 1), false, (m, o, l, score) -> {
                text.add(quoted(m, o, l) + "=" + score);
            });
            case StreamValue stream -> {
                // The newest: what somebody who looks at a stream wants to see.
                StreamCursor cursor = stream.cursor(StreamId.MIN, StreamId.MAX, true);
                while (!text.isFull() && cursor.next()) {
                    text.add(entry(cursor));
                }
            }
        }
        return text.text(elements(value));
    }

    private static String entry(StreamCursor cursor) {
        StringBuilder entry = new StringBuilder(cursor.id().toString());
        while (cursor.nextField() && entry.length() < MAX_CHARS) {
            entry.append(' ').append(quoted(cursor.field().bytes(), cursor.field().offset(), cursor.field().length()));
            entry.append(": ").append(quoted(cursor.value().bytes(), cursor.value().offset(), cursor.value().length()));
        }
        return entry.toString();
    }

    private static long elements(Value value) {
        return switch (value) {
            case StringValue string -> 1;
            case HashValue hash -> hash.size();
            case ListValue list -> list.size();
            case SetValue set -> set.size();
            case SortedSetValue set -> set.size();
            case StreamValue stream -> stream.length();
        };
    }

    /** Text in quotes, control characters as \x.., cut where it gets long. */
    public static String quoted(byte[] bytes, int offset, int length) {
        StringBuilder out = new StringBuilder("\"");
        String text = new String(bytes, offset, Math.min(length, MAX_BYTES), StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                out.append(String.format("\\x%02x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').append(length > MAX_BYTES ? "... (" + length + " bytes)" : "").toString();
    }

    /** Collects elements until there are enough. */
    private static final class Builder {
        private final StringBuilder out = new StringBuilder("[");
        private int count;

        boolean isFull() {
            return count >= MAX_ELEMENTS || out.length() > MAX_CHARS;
        }

        void add(String element) {
            if (!isFull()) {
                out.append(count++ == 0 ? "" : ", ").append(element);
            }
        }

        void add(byte[] bytes, int offset, int length) {
            if (!isFull()) {
                add(quoted(bytes, offset, length));
            }
        }

        void add(byte[] field, int fieldOffset, int fieldLength, byte[] value, int offset, int length) {
            if (!isFull()) {
                add(quoted(field, fieldOffset, fieldLength) + ": " + quoted(value, offset, length));
            }
        }

        String text(long elements) {
            return out + (elements > count ? ", ... (" + elements + " in all)]" : "]");
        }
    }
}
