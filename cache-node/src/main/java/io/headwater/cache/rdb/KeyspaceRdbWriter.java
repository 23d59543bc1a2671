package io.headwater.cache.rdb;

import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.Slice;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes keyspaces into an RDB file, each with all of its databases. Several may follow one another into the same file, so
 * that a cluster's shards become one; no key may be in two of them. AUX fields go to the {@link RdbWriter} before, and its
 * {@link RdbWriter#finish} comes after.
 *
 * <p>Used by the thread that owns the keyspace, which must not change meanwhile.
 */
public final class KeyspaceRdbWriter {
    /** A time at which nothing is expired. */
    public static final long KEEP_EXPIRED = Long.MIN_VALUE;

    private final RdbWriter out;
    private final long nowMs;
    /** Keys, and keys with an expiry, of all keyspaces so far, by database: what Redis makes room for. */
    private final Map<Integer, long[]> sizesByDatabase = new HashMap<>();

    private final Slice.PairConsumer fields = this::field;
    private final Slice.Consumer members = this::member;
    private final Slice.ScoredConsumer scores = this::scored;
    private final long readerNowMs;
    private long leftOut;
    private long stale;

    /**
     * Writes to {@code out}.
     *
     * @param nowMs shard-clock time; keys that are expired then are left out. {@link #KEEP_EXPIRED} keeps every key, as a base
     *     must: the log still holds the DEL
     */
    public KeyspaceRdbWriter(RdbWriter out, long nowMs) {
        this(out, nowMs, KEEP_EXPIRED);
    }

    /**
     * Writes to {@code out} for a stock Redis, which drops by its own clock what it finds expired while loading.
     *
     * @param readerNowMs that clock's time, for {@link #stale}
     */
    public KeyspaceRdbWriter(RdbWriter out, long nowMs, long readerNowMs) {
        this.out = out;
        this.nowMs = nowMs;
        this.readerNowMs = readerNowMs;
    }

    /** Keys written so far that the reader will drop at once, because they are expired by its clock. */
    public long stale() {
        return stale;
    }

    /** Keys left out so far, because they were expired. */
    public long leftOut() {
        return leftOut;
    }

    /** Writes every key of the keyspace. */
    public void write(Keyspace keyspace) throws IOException {
        try {
            for (int i = 0; i < keyspace.databases(); i++) {
                Database database = keyspace.database(i);
                if (database.size() > 0) {
                    select(database);
                    database.forEach(this::key);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void select(Database database) throws IOException {
        long[] sizes = sizesByDatabase.computeIfAbsent(database.index(), any -> new long[2]);
        sizes[0] += database.size();
        sizes[1] += database.expiring();
        out.selectDb(database.index());
        out.resizeDb(sizes[0], sizes[1]);
    }

    private void key(Entry entry) {
        if (entry.isExpired(nowMs)) {
            leftOut++;
            return;
        }
        if (entry.isExpired(readerNowMs)) {
            stale++;
        }
        try {
            value(entry.key(), entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void value(byte[] key, Entry entry) throws IOException {
        long expireAtMs = entry.expireAtMs();
        switch (entry.value()) {
            case StringValue string -> {
                out.string(key, string.array(), string.offset(), string.length(), expireAtMs);
                return;
            }
            case StreamValue stream -> {
                out.stream(key, stream, expireAtMs);
                return;
            }
            case HashValue hash -> {
                out.beginHash(key, hash.size(), expireAtMs);
                hash.forEach(fields);
            }
            case ListValue list -> {
                out.beginList(key, list.size(), expireAtMs);
                ListValue.Cursor cursor = list.cursor(0, false);
                while (cursor.next()) {
                    out.element(cursor.bytes(), cursor.offset(), cursor.length());
                }
            }
            case SetValue set -> {
                out.beginSet(key, set.size(), expireAtMs);
                set.forEach(members);
            }
            case SortedSetValue sortedSet -> {
                out.beginSortedSet(key, sortedSet.size(), expireAtMs);
                // From the highest score down, as Redis does: loading then always inserts at the skip list's head.
                sortedSet.forEach(sortedSet.size() - 1, sortedSet.size(), true, scores);
            }
        }
        out.end();
    }

    private void field(byte[] field, int fieldOffset, int fieldLength, byte[] value, int valueOffset, int valueLength) {
        try {
            out.field(field, fieldOffset, fieldLength, value, valueOffset, valueLength);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void member(byte[] member, int offset, int length) {
        try {
            out.member(member, offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void scored(byte[] member, int offset, int length, double score) {
        try {
            out.scored(member, offset, length, score);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
