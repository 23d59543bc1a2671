package io.headwater.restore.target;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a key by plain commands that every Redis since 4.0 knows: SET, HSET, RPUSH, SADD, ZADD in pieces, then PEXPIREAT; a stream by those that Redis 7.0 knows. A piece is bounded, so
 * that no command blocks the server for long or exceeds what it takes. One thread.
 */
public final class KeyCommands {
    private static final int PIECE_ARGUMENTS = 512;
    private static final int PIECE_BYTES = 64 * 1024;

    private final Piece piece = new Piece();

    /** Sends the commands of a key that is not there yet. */
    public void send(Entry entry, CommandSink to) throws IOException {
        send(entry.key(), entry.value(), entry.expireAtMs(), to);
    }

    /**
     * Sends the commands that make a key which is not there yet.
     *
     * @param expireAtMs milliseconds since 1970, or {@link Entry#NO_EXPIRY}
     */
    public void send(byte[] key, Value value, long expireAtMs, CommandSink to) throws IOException {
        try {
            switch (value) {
                case StringValue string -> {
                    to.begin("SET", key, 3);
                    to.argument(key);
                    to.argument(string.array(), string.offset(), string.length());
                }
                case HashValue hash -> {
                    piece.start("HSET", key, to);
                    hash.forEach((f, fo, fl, v, vo, vl) -> piece.add(f, fo, fl, v, vo, vl));
                }
                case ListValue list -> {
                    piece.start("RPUSH", key, to);
                    ListValue.Cursor cursor = list.cursor(0, false);
                    while (cursor.next()) {
                        piece.add(cursor.bytes(), cursor.offset(), cursor.length());
                    }
                }
                case StreamValue stream -> StreamKey.send(key, stream, to);
                case SetValue set -> {
                    piece.start("SADD", key, to);
                    set.forEach(piece::add);
                }
                case SortedSetValue set -> {
                    piece.start("ZADD", key, to);
                    set.forEach(0, set.size(), false, (member, offset, length, score) -> {
                        byte[] text = score(score).getBytes(StandardCharsets.US_ASCII);
                        piece.add(text, 0, text.length, member, offset, length);
                    });
                }
            }
            piece.end();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (expireAtMs != Entry.NO_EXPIRY) {
            expireAt(key, expireAtMs, to);
        }
    }

    /** Sends what gives a key another expiry. */
    public static void expireAt(byte[] key, long expireAtMs, CommandSink to) throws IOException {
        to.begin("PEXPIREAT", key, 3);
        to.argument(key);
        to.argument(Long.toString(expireAtMs).getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends a command of a name and keys. */
    public static void simple(String name, CommandSink to, byte[]... keys) throws IOException {
        to.begin(name, keys.length == 0 ? new byte[0] : keys[0], keys.length + 1);
        for (byte[] key : keys) {
            to.argument(key);
        }
    }

    /** A score that parses back to the same double. */
    static String score(double score) {
        if (Double.isInfinite(score)) {
            return score > 0 ? "inf" : "-inf";
        }
        return score == Math.rint(score) && Math.abs(score) < 1e15 && (score != 0 || 1 / score > 0)
                ? Long.toString((long) score)
                : Double.toString(score);
    }

    /** The command in the making: its arguments are collected, for their number comes first. */
    private static final class Piece {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * PIECE_BYTES);
        private final int[] ends = new int[PIECE_ARGUMENTS];
        private int arguments;
        private String name = "";
        private byte[] key = {};
        private @Nullable CommandSink sink;

        void start(String command, byte[] ofKey, CommandSink to) {
            name = command;
            key = ofKey;
            sink = to;
        }

        void add(byte[] argument, int offset, int length) {
            collect(argument, offset, length);
            sendIfFull();
        }

        void add(byte[] first, int firstOffset, int firstLength, byte[] second, int secondOffset, int secondLength) {
            collect(first, firstOffset, firstLength);
            collect(second, secondOffset, secondLength);
            sendIfFull();
        }

        private void collect(byte[] argument, int offset, int length) {
            bytes.write(argument, offset, length);
            ends[arguments++] = bytes.size();
        }

        private void sendIfFull() {
            if (arguments >= PIECE_ARGUMENTS - 1 || bytes.size() >= PIECE_BYTES) {
                end();
            }
        }

        void end() {
            if (arguments == 0) {
                return;
            }
            try {
                CommandSink command = Objects.requireNonNull(sink);
                command.begin(name, key, arguments + 2);
                command.argument(key);
                byte[] all = bytes.toByteArray();
                int start = 0;
                for (int i = 0; i < arguments; i++) {
                    command.argument(all, start, ends[i] - start);
                    start = ends[i];
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            arguments = 0;
            bytes.reset();
        }
    }
}
