package io.headwater.cache.resp;

import io.headwater.cache.engine.Args;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads RESP requests in place: arrays of bulk strings, and inline commands. It follows Redis 7.0's {@code processMultibulkBuffer} to the letter: what it accepts
 * (bytes behind a bulk are not looked at), what it refuses, and in which words.
 *
 * <p>An incomplete request keeps its state, so that bytes that trickle in are not scanned twice. Offsets are those of the array given to {@link #wrap}; {@link #moved} says
 * that the same bytes now stand in another array. Owned by one thread; allocates nothing but growth of the argument list.
 */
final class RequestParser {
    /** What {@link #next} found. */
    enum Result {
        /** A request is in {@link #args()}; it may be empty, and is skipped then. */
        REQUEST,
        /** More bytes are needed. */
        INCOMPLETE,
        /** {@link #error()} tells what is wrong; nothing behind it can be read. */
        BROKEN
    }

    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final int NONE = -1;
    /** Numbers of fewer digits fit into a long; all that is longer is refused anyway. */
    private static final int MAX_DIGITS = 18;

    private final int maxBulkBytes;
    private final Args args = new Args(16);
    private byte[] bytes = new byte[0];
    private int position;
    private int limit;
    /** Where the request that is being read starts. */
    private int start;
    /** Where to go on looking for a line's end. */
    private int scanned;

    private int argumentsLeft;
    private int bulkLength = NONE;
    /** The number that {@link #readNumber} read. */
    private long number;
    private @Nullable ProtocolError error;
    private byte found;

    /** @param maxBulkBytes the longest argument, {@code proto-max-bulk-len} */
    RequestParser(int maxBulkBytes) {
        this.maxBulkBytes = maxBulkBytes;
    }

    /** Starts over with the bytes [from, to). */
    void wrap(byte[] source, int from, int to) {
        bytes = source;
        position = from;
        start = from;
        scanned = from;
        limit = to;
        argumentsLeft = 0;
        bulkLength = NONE;
        args.reset(source);
    }

    /** The bytes now stand in {@code source} and end at {@code to}. */
    void moved(byte[] source, int to) {
        if (source != bytes) {
            bytes = source;
            args.rebase(source);
        }
        limit = to;
    }

    /** The last request, as slices of the wrapped array; valid until the next call of {@link #next}. */
    Args args() {
        return args;
    }

    /** Where the first request starts that {@link #next} has not returned. */
    int unread() {
        return start;
    }

    int limit() {
        return limit;
    }

    /** How many bytes are missing at least, when the argument that is being read has said so; else 0. */
    int missingBytes() {
        return bulkLength == NONE ? 0 : Math.max(0, bulkLength + 2 - (limit - position));
    }

    /** The error's text without dash and line end, after {@link Result#BROKEN}. */
    byte[] error() {
        ProtocolError problem = error;
        if (problem == null) throw new IllegalStateException("nothing is wrong");
        return problem.text(found);
    }

    /** Reads the next request, or as much of it as there is. */
    Result next() {
        if (argumentsLeft == 0) {
            if (position == limit) return Result.INCOMPLETE;
            args.reset(bytes);
            if (bytes[position] != '*') return inline();
            Result count = readCount();
            if (count != Result.REQUEST) return count;
        }
        while (argumentsLeft > 0) {
            if (bulkLength == NONE) {
                Result length = readBulkLength();
                if (length != Result.REQUEST) return length;
            }
            if (limit - position < bulkLength + 2) return Result.INCOMPLETE;
            args.add(position, bulkLength);
            position += bulkLength + 2;
            scanned = position;
            bulkLength = NONE;
            argumentsLeft--;
        }
        start = position;
        return Result.REQUEST;
    }

    private Result inline() {
        int newline = indexOf((byte) '\n');
        if (newline == NONE) {
            return limit - position > MAX_LINE_BYTES ? broken(ProtocolError.TOO_BIG_INLINE) : Result.INCOMPLETE;
        }
        int end = newline > position && bytes[newline - 1] == '\r' ? newline - 1 : newline;
        if (!InlineSplitter.split(bytes, position, end, args)) return broken(ProtocolError.UNBALANCED_QUOTES);
        position = newline + 1;
        scanned = position;
        start = position;
        return Result.REQUEST;
    }

    private Result readCount() {
        Result line = readNumber(ProtocolError.TOO_BIG_COUNT);
        if (line != Result.REQUEST) return line;
        if (number > Integer.MAX_VALUE || number == Long.MIN_VALUE) return broken(ProtocolError.INVALID_COUNT);
        argumentsLeft = (int) Math.max(0, number);
        return Result.REQUEST;
    }

    private Result readBulkLength() {
        if (position < limit && bytes[position] != '$') {
            // Redis looks at the byte once it has the line.
            int lineEnd = lineEnd();
            if (lineEnd == NONE) return lineTooLong(ProtocolError.TOO_BIG_BULK_COUNT);
            found = bytes[position];
            return broken(ProtocolError.EXPECTED_BULK);
        }
        Result line = readNumber(ProtocolError.TOO_BIG_BULK_COUNT);
        if (line != Result.REQUEST) return line;
        if (number < 0 || number > maxBulkBytes) return broken(ProtocolError.INVALID_BULK_LENGTH);
        bulkLength = (int) number;
        return Result.REQUEST;
    }

    /** Reads the number between the byte at the position and the line's end into {@link #number}; Long.MIN_VALUE when it is none. */
    private Result readNumber(ProtocolError tooLong) {
        // The short way: one to nine digits and the line's end, all there.
        int at = position + 1;
        int value = 0;
        int stop = Math.min(limit - 1, at + 9);
        while (at < stop) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) break;
            value = value * 10 + digit;
            at++;
        }
        boolean canonical = at > position + 1 && (bytes[position + 1] != '0' || at == position + 2);
        if (at < limit - 1 && bytes[at] == '\r' && canonical) {
            number = value;
            position = at + 2;
            scanned = position;
            return Result.REQUEST;
        }
        return readUnusualNumber(tooLong);
    }

    private Result readUnusualNumber(ProtocolError tooLong) {
        int end = lineEnd();
        if (end == NONE) return lineTooLong(tooLong);
        number = parse(position + 1, end);
        position = end + 2;
        scanned = position;
        return Result.REQUEST;
    }

    /** The carriage return of the line at the position, when the byte behind it is there too. */
    private int lineEnd() {
        int end = indexOf((byte) '\r');
        return end == NONE || end + 1 < limit ? end : NONE;
    }

    private Result lineTooLong(ProtocolError tooLong) {
        return scanned == limit && limit - position > MAX_LINE_BYTES ? broken(tooLong) : Result.INCOMPLETE;
    }

    private int indexOf(byte wanted) {
        int at = Math.max(scanned, position);
        while (at < limit && bytes[at] != wanted) at++;
        scanned = at;
        return at < limit ? at : NONE;
    }

    /** As Redis's string2ll: no blanks, no plus, no leading zeros. */
    private long parse(int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        int at = negative ? from + 1 : from;
        int digits = to - at;
        boolean leadingZero = digits > 0 && bytes[at] == '0' && (digits > 1 || negative);
        if (digits < 1 || digits > MAX_DIGITS || leadingZero) return Long.MIN_VALUE;
        long value = 0;
        for (; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) return Long.MIN_VALUE;
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private Result broken(ProtocolError problem) {
        error = problem;
        return Result.BROKEN;
    }

    /** Grows {@code buffer} so that {@code more} bytes fit behind {@code used}. */
    static byte[] grown(byte[] buffer, int used, int more) {
        long wanted = Math.max((long) used + more, Math.min(buffer.length * 2L, Integer.MAX_VALUE - 16L));
        if (wanted > Integer.MAX_VALUE - 16L) throw new OutOfMemoryError("a request of more than 2 GiB");
        return Arrays.copyOf(buffer, (int) wanted);
    }
}
