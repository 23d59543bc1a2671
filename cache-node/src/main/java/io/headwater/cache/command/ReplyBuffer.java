package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Numbers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of encoded replies in RESP 2 or 3, byte for byte as Redis 7.0 writes them. Source of the format: the RESP specifications. Owned by the writer
 * thread; writing allocates only to grow.
 */
public final class ReplyBuffer {
    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] QUEUED = ascii("+QUEUED\r\n");
    private static final byte[] NULL_BULK = ascii("$-1\r\n");
    private static final byte[] NULL_ARRAY = ascii("*-1\r\n");
    private static final byte[] NULL = ascii("_\r\n");
    private static final byte[] TRUE = ascii("#t\r\n");
    private static final byte[] FALSE = ascii("#f\r\n");
    private static final byte[] INFINITY = ascii("inf");
    private static final byte[] NEGATIVE_INFINITY = ascii("-inf");
    private static final int CRLF_BYTES = 2;
    private static final int MAX_HEADER_BYTES = 1 + Numbers.MAX_LONG_CHARS + CRLF_BYTES;

    private byte[] bytes;
    private int size;
    private boolean resp3;

    /** An empty buffer of {@code capacity} bytes, in RESP2. */
    public ReplyBuffer(int capacity) {
        bytes = new byte[Math.max(64, capacity)];
    }

    /** Sets the protocol of what is written from here on: 2 or 3. */
    public void protocol(int version) {
        resp3 = version == 3;
    }

    /** Whether replies are written in RESP3. */
    public boolean isResp3() {
        return resp3;
    }

    /** The array that holds the replies in [0, {@link #size}). */
    public byte[] bytes() {
        return bytes;
    }

    /** Bytes written. */
    public int size() {
        return size;
    }

    /** Forgets all replies. */
    public void clear() {
        size = 0;
    }

    /** Forgets what was written after the buffer had this size. */
    public void truncate(int toSize) {
        size = toSize;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** {@code +OK}. */
    public void ok() {
        raw(OK);
    }

    /** {@code +QUEUED}. */
    public void queued() {
        raw(QUEUED);
    }

    /** A simple string; no line ends in it. */
    public void simple(String text) {
        ensure(text.length() + 1 + CRLF_BYTES);
        bytes[size++] = '+';
        append(text);
        crlf();
    }

    /** An error with its code: {@code "ERR ..."}. Line ends become spaces, at the end nothing, as in Redis. */
    public void error(String text) {
        error(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The error reply that {@code error} stands for. */
    public void error(CommandError error) {
        error(error.text());
    }

    private void error(byte[] text) {
        ensure(text.length + 1 + CRLF_BYTES);
        bytes[size++] = '-';
        int end = text.length;
        while (end > 0 && isLineEnd(text[end - 1])) end--;
        for (int i = 0; i < end; i++) bytes[size++] = isLineEnd(text[i]) ? (byte) ' ' : text[i];
        crlf();
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
    }

    /** {@code :value}. */
    public void integer(long value) {
        header(':', value);
    }

    /** 1 or 0. */
    public void integer(boolean value) {
        header(':', value ? 1 : 0);
    }

    /** A bulk string of a slice. */
    public void bulk(byte[] source, int offset, int length) {
        header('$', length);
        ensure(length + CRLF_BYTES);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
        crlf();
    }

    /** A bulk string of a whole array. */
    public void bulk(byte[] source) {
        bulk(source, 0, source.length);
    }

    /** A bulk string of argument {@code i}. */
    public void bulk(Args args, int i) {
        bulk(args.bytes(), args.offset(i), args.length(i));
    }

    /** A bulk string of ISO-8859-1 text. */
    public void bulk(String text) {
        header('$', text.length());
        ensure(text.length() + CRLF_BYTES);
        append(text);
        crlf();
    }

    /** A number in decimal as a bulk string. */
    public void bulk(long value) {
        header('$', Numbers.lengthOf(value));
        ensure(MAX_HEADER_BYTES);
        size += Numbers.write(value, bytes, size);
        crlf();
    }

    /** The absent value: {@code $-1} or, in RESP3, {@code _}. */
    public void nullBulk() {
        raw(resp3 ? NULL : NULL_BULK);
    }

    /** The absent array: {@code *-1} or, in RESP3, {@code _}. */
    public void nullArray() {
        raw(resp3 ? NULL : NULL_ARRAY);
    }

    /** An array of {@code count} replies, which follow. */
    public void arrayHeader(int count) {
        header('*', count);
    }

    /** A map of {@code count} pairs; in RESP2 an array of twice as many replies. */
    public void mapHeader(int count) {
        if (resp3) header('%', count);
        else header('*', 2L * count);
    }

    /** A set of {@code count} members; in RESP2 an array. */
    public void setHeader(int count) {
        header(resp3 ? '~' : '*', count);
    }

    /** Out-of-band data of {@code count} replies; in RESP2 an array. */
    public void pushHeader(int count) {
        header(resp3 ? '>' : '*', count);
    }

    /** A double: in RESP2 its text as a bulk string. */
    public void doubleValue(double value) {
        if (Numbers.isPlainInteger(value)) {
            if (resp3) header(',', (long) value);
            else bulk((long) value);
            return;
        }
        byte[] text = Double.isInfinite(value) ? (value > 0 ? INFINITY : NEGATIVE_INFINITY) : Numbers.bytes(value);
        if (!resp3) {
            bulk(text);
            return;
        }
        ensure(text.length + 1 + CRLF_BYTES);
        bytes[size++] = ',';
        append(text);
        crlf();
    }

    /** A number whose text is given: in RESP2 a bulk string, in RESP3 a double. */
    public void decimal(String text) {
        if (!resp3) {
            bulk(text);
            return;
        }
        ensure(text.length() + 1 + CRLF_BYTES);
        bytes[size++] = ',';
        append(text);
        crlf();
    }

    /** An integer of any size in decimal; in RESP2 a bulk string. */
    public void bigNumber(String digits) {
        if (!resp3) {
            bulk(digits);
            return;
        }
        ensure(digits.length() + 1 + CRLF_BYTES);
        bytes[size++] = '(';
        append(digits);
        crlf();
    }

    /** A boolean: in RESP2 1 or 0. */
    public void bool(boolean value) {
        if (resp3) raw(value ? TRUE : FALSE);
        else integer(value);
    }

    /** Text with a three-letter format ("txt"); in RESP2 a bulk string. */
    public void verbatim(String format, String text) {
        verbatim(format, text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@link #verbatim(String, String)} of bytes. */
    public void verbatim(String format, byte[] utf8) {
        if (!resp3) {
            bulk(utf8);
            return;
        }
        header('=', utf8.length + 4L);
        ensure(utf8.length + 4 + CRLF_BYTES);
        append(format);
        bytes[size++] = ':';
        append(utf8);
        crlf();
    }

    /** Encoded replies of the same protocol. */
    public void append(byte[] encoded, int offset, int length) {
        ensure(length);
        System.arraycopy(encoded, offset, bytes, size, length);
        size += length;
    }

    /** What another buffer holds, which must be of the same protocol. */
    void append(ReplyBuffer other) {
        ensure(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
    }

    /** Opens an aggregate whose length is not known yet; give the result to a {@code close} method when its members are written. */
    public int open() {
        return size;
    }

    /** Puts an array header of {@code count} in front of what was written since {@link #open}. */
    public void closeArray(int opened, int count) {
        close(opened, '*', count);
    }

    /** Puts a set header of {@code count} in front of what was written since {@link #open}. */
    public void closeSet(int opened, int count) {
        close(opened, resp3 ? '~' : '*', count);
    }

    /** Puts a map header of {@code count} pairs in front of what was written since {@link #open}. */
    public void closeMap(int opened, int count) {
        if (resp3) close(opened, '%', count);
        else close(opened, '*', 2L * count);
    }

    private void close(int opened, char kind, long count) {
        int end = size;
        int room = 1 + Numbers.lengthOf(count) + CRLF_BYTES;
        ensure(room);
        System.arraycopy(bytes, opened, bytes, opened + room, end - opened);
        size = opened;
        header(kind, count);
        size = end + room;
    }

    private void header(char kind, long value) {
        ensure(MAX_HEADER_BYTES);
        bytes[size++] = (byte) kind;
        size += Numbers.write(value, bytes, size);
        crlf();
    }

    private void raw(byte[] reply) {
        ensure(reply.length);
        append(reply);
    }

    private void append(byte[] source) {
        System.arraycopy(source, 0, bytes, size, source.length);
        size += source.length;
    }

    private void append(String text) {
        for (int i = 0; i < text.length(); i++) bytes[size++] = (byte) text.charAt(i);
    }

    private void crlf() {
        bytes[size++] = '\r';
        bytes[size++] = '\n';
    }

    private void ensure(int more) {
        if (bytes.length - size < more) bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 16)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
