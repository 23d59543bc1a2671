package io.headwater.cache.rdb;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import io.headwater.cache.engine.ValueLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads RDB files into a keyspace: every key, expired or not, for it is the log that says which are gone. Used by the thread
 * that owns the keyspace. After an exception the keyspace holds a part of the file: {@link Keyspace#reset} it or stop.
 */
public final class KeyspaceRdbLoader {
    /** No key takes fewer bytes in a file, so a table for more keys than fit is never made. */
    private static final int MIN_KEY_BYTES = 3;
    /** Room that a stream of unknown length may claim. */
    private static final long MAX_UNPROVEN_KEYS = 1 << 20;

    private static final int NO_PIECES = 0;

    private KeyspaceRdbLoader() {}

    /**
     * What was loaded.
     *
     * @param aux the file's AUX fields by name, as text
     * @param info the file's position in its shard's log; null if it is none of Headwater's
     */
    public record Loaded(RdbSummary summary, Map<String, String> aux, @Nullable RdbInfo info) {
        /** Copies the map. */
        public Loaded {
            aux = Map.copyOf(aux);
        }
    }

    /**
     * Loads a file into {@code keyspace}, which holds none of its keys; several files of different shards may follow.
     *
     * @throws RdbException if the file is damaged, holds a type that Headwater does not have, a key or element twice, or a
     *     database that {@code keyspace} does not have
     */
    public static Loaded load(Path file, Keyspace keyspace) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            long sizeBytes = Files.size(file);
            return load(new RdbInput(in, sizeBytes), sizeBytes / MIN_KEY_BYTES, keyspace, KeyFilter.ALL);
        }
    }

    /** As {@link #load(Path, Keyspace)}, but only some keys: takes no more memory than they do. */
    public static Loaded load(Path file, Keyspace keyspace, KeyFilter filter) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return load(new RdbInput(in, Files.size(file)), 0, keyspace, filter);
        }
    }

    /** As {@link #load(Path, Keyspace)}; leaves the stream open, possibly beyond the end of the RDB data. */
    public static Loaded load(InputStream in, Keyspace keyspace) throws IOException {
        return load(new RdbInput(in, Long.MAX_VALUE), MAX_UNPROVEN_KEYS, keyspace, KeyFilter.ALL);
    }

    /** As {@link #load(InputStream, Keyspace)}, but only some keys. */
    public static Loaded load(InputStream in, Keyspace keyspace, KeyFilter filter) throws IOException {
        return load(new RdbInput(in, Long.MAX_VALUE), filter == KeyFilter.ALL ? MAX_UNPROVEN_KEYS : 0, keyspace, filter);
    }

    /**
     * As {@link #load(InputStream, Keyspace, KeyFilter)}, of a file that is known to hold at most so many keys: room for them is made at once.
     *
     * @param maxKeys by somebody else's word than the file's
     */
    public static Loaded load(InputStream in, long maxKeys, Keyspace keyspace, KeyFilter filter) throws IOException {
        return load(new RdbInput(in, Long.MAX_VALUE), filter == KeyFilter.ALL ? maxKeys : 0, keyspace, filter);
    }

    /** Which keys are loaded. */
    public interface KeyFilter {
        /** Every key. */
        KeyFilter ALL = (database, key) -> true;

        boolean wants(int database, byte[] key);
    }

    /**
     * Reads a file that nobody wants to hold as a whole: as {@link #load(InputStream, Keyspace)}, but whenever the keyspace holds so many keys, and once at the end, {@code piece} is called, and
     * the keyspace is emptied behind it. A key that is there twice is found only within a piece.
     */
    public static Loaded loadInPieces(InputStream in, Keyspace keyspace, int keys, Runnable piece) throws IOException {
        RdbInput input = new RdbInput(in, Long.MAX_VALUE);
        Visitor visitor = new Visitor(input, keys, keyspace, KeyFilter.ALL, keys, piece);
        RdbSummary summary = new RdbReader(input, visitor).read();
        visitor.endPiece();
        return new Loaded(summary, visitor.aux, RdbInfo.from(visitor.aux));
    }

    private static Loaded load(RdbInput in, long maxKeys, Keyspace keyspace, KeyFilter filter) throws IOException {
        Visitor visitor = new Visitor(in, maxKeys, keyspace, filter, NO_PIECES, () -> {});
        RdbSummary summary = new RdbReader(in, visitor).read();
        return new Loaded(summary, visitor.aux, RdbInfo.from(visitor.aux));
    }

    /** Knows the input for one purpose: to say where what it refuses stands. */
    private static final class Visitor implements RdbVisitor {
        private final RdbInput in;
        private final long maxKeys;
        private final Keyspace keyspace;
        private final KeyFilter filter;
        private final int pieceKeys;
        private final Runnable piece;
        private final Map<String, String> aux = new HashMap<>();
        private int db;
        private int loaded;
        private byte[] key = {};
        private long expireAtMs = Entry.NO_EXPIRY;
        private Value value = new StringValue(key);

        Visitor(RdbInput in, long maxKeys, Keyspace keyspace, KeyFilter filter, int pieceKeys, Runnable piece) {
            this.filter = filter;
            this.pieceKeys = pieceKeys;
            this.piece = piece;
            this.in = in;
            this.maxKeys = maxKeys;
            this.keyspace = keyspace;
        }

        @Override
        public void aux(byte[] name, byte[] text) {
            aux.put(RdbInfo.text(name), RdbInfo.text(text));
        }

        @Override
        public void selectDb(int index) throws RdbException {
            if (index >= keyspace.databases()) {
                throw in.damaged("keys in database " + index + ", but there are only " + keyspace.databases() + " databases");
            }
            db = index;
        }

        @Override
        public void resizeDb(long keys, long expiring) {
            if (keyspace.database(db).size() == 0) {
                keyspace.reserve(db, Math.min(keys, maxKeys));
            }
        }

        @Override
        public void string(byte[] stringKey, byte[] content, long stringExpireAtMs) throws RdbException {
            begin(stringKey, new StringValue(content), stringExpireAtMs);
            end();
        }

        @Override
        public void stream(byte[] streamKey, StreamValue stream, long streamExpireAtMs) throws RdbException {
            begin(streamKey, stream, streamExpireAtMs);
            end();
        }

        @Override
        public void beginHash(byte[] hashKey, long count, long hashExpireAtMs) throws RdbException {
            begin(hashKey, new HashValue(keyspace.hasher()), hashExpireAtMs);
        }

        @Override
        public void field(byte[] field, byte[] content) throws RdbException {
            requireNew(ValueLoader.field((HashValue) value, field, content), field);
        }

        @Override
        public void beginList(byte[] listKey, long count, long listExpireAtMs) throws RdbException {
            begin(listKey, new ListValue(), listExpireAtMs);
        }

        @Override
        public void element(byte[] element) {
            ValueLoader.element((ListValue) value, element);
        }

        @Override
        public void beginSet(byte[] setKey, long count, long setExpireAtMs) throws RdbException {
            begin(setKey, new SetValue(keyspace.hasher()), setExpireAtMs);
        }

        @Override
        public void member(byte[] member) throws RdbException {
            requireNew(ValueLoader.member((SetValue) value, member), member);
        }

        @Override
        public void beginSortedSet(byte[] setKey, long count, long setExpireAtMs) throws RdbException {
            begin(setKey, new SortedSetValue(keyspace.hasher()), setExpireAtMs);
        }

        @Override
        public void scored(byte[] member, double score) throws RdbException {
            requireNew(ValueLoader.scored((SortedSetValue) value, member, score), member);
        }

        @Override
        public void end() {
            if (filter == KeyFilter.ALL || filter.wants(db, key)) keyspace.load(db, key, value, expireAtMs);
            if (++loaded == pieceKeys) {
                endPiece();
            }
        }

        void endPiece() {
            loaded = 0;
            piece.run();
            keyspace.reset();
        }

        private void begin(byte[] newKey, Value newValue, long newExpireAtMs) throws RdbException {
            if (keyspace.database(db).find(newKey, 0, newKey.length) != null) {
                throw in.damaged("key '" + RdbException.printable(newKey) + "' is there twice");
            }
            key = newKey;
            value = newValue;
            expireAtMs = newExpireAtMs;
        }

        private void requireNew(boolean isNew, byte[] element) throws RdbException {
            if (!isNew) {
                throw in.damaged("key '" + RdbException.printable(key) + "' holds '" + RdbException.printable(element) + "' twice");
            }
        }
    }
}
