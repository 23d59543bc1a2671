package io.headwater.cache.engine.read;

import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import io.headwater.schemas.Cause;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folds a log for the sake of one key, and keeps its last versions. Of all effects only those are folded that concern the key, or a key that it was made of by RENAME, COPY,
 * MOVE or SWAPDB; so that a log of any size takes the memory of a few keys. When an entry shows that another key was a source, which was not folded so far, the trace must
 * {@link #begin} again: {@link #entry} says so. Exact if it begins with the log, or with what a base holds of the wanted keys. One thread.
 */
public final class KeyTrace {
    /** Bytes of a string that a version shows. */
    public static final int MAX_VALUE_BYTES = 4096;

    private static final int MAX_EFFECTS = 8;
    private static final int MAX_SOURCES = 10_000;
    private static final int DATABASES = 1024;

    private final Source key;
    private final long fromMs;
    private final long toMs;
    private final int limit;
    private final Set<Source> sources = new HashSet<>();
    private final EntryEffects effects = new EntryEffects();
    private final Deque<KeyVersion> versions = new ArrayDeque<>();
    private Keyspace keyspace = new Keyspace(DATABASES, new Hasher(0, 0), false);
    private Fold fold = new Fold(keyspace);
    private long seen;
    private boolean concerned;
    private boolean own;
    private boolean grown;

    private record Source(int database, ByteBuffer name) {
        static Source of(int database, byte[] name) {
            return new Source(database, ByteBuffer.wrap(name));
        }
    }

    /**
     * @param fromMs versions before this time are not kept, milliseconds since 1970
     * @param toMs nor those behind this one
     * @param limit the newest so many are kept; at least 1
     */
    public KeyTrace(int database, byte[] key, long fromMs, long toMs, int limit) {
        this.key = Source.of(database, key.clone());
        this.fromMs = fromMs;
        this.toMs = toMs;
        this.limit = limit;
        sources.add(this.key);
    }

    /** Begins with the log's first entry, or behind a base whose wanted keys go into {@link #keyspace}. */
    public void begin() {
        keyspace = new Keyspace(DATABASES, new Hasher(0, 0), false);
        fold = new Fold(keyspace);
        versions.clear();
        seen = 0;
        grown = false;
    }

    /** Whether a base's key must be in {@link #keyspace}. */
    public boolean wants(int database, byte[] name) {
        return sources.contains(Source.of(database, name));
    }

    /** Where a base's wanted keys are loaded into, before the first entry. */
    public Keyspace keyspace() {
        return keyspace;
    }

    /**
     * Takes the reader's current entry.
     *
     * @return false if the trace must begin again, with more keys than before
     */
    public boolean entry(LogRecordReader entry, long epoch) {
        if (entry.isControl() || entry.entryTimeMs() > toMs) {
            return true;
        }
        List<String> said = new ArrayList<>();
        fold.beginEntry(entry.entryTimeMs(), entry.database());
        effects.begin(entry);
        boolean existed = find() != null;
        while (effects.next()) {
            if (effects.op() == EffectOp.SELECT) {
                fold.apply(effects.op(), effects.effect());
                continue;
            }
            look();
            if (grown) {
                return false;
            }
            if (concerned) {
                fold.apply(effects.op(), effects.effect());
            }
            if (own && said.size() < MAX_EFFECTS) {
                said.add(text());
            }
            existed |= find() != null;
        }
        if (!said.isEmpty() && existed) {
            add(entry, epoch, said);
        }
        return true;
    }

    /** Finds out whether the current effect concerns a key of ours, and follows it to its source. */
    private void look() {
        concerned = false;
        own = false;
        effects.keys(new EffectKeys.Visitor() {
            @Override
            public void key(int database, int argument, boolean written) {
                if (written) {
                    Source target = Source.of(database, effects.effect().copy(argument));
                    concerned |= sources.contains(target);
                    own |= target.equals(key);
                }
            }

            @Override
            public void database(int database) {
                concerned = true;
                own |= database == key.database() || database == EffectKeys.ALL_DATABASES;
            }
        });
        if (concerned) {
            switch (effects.op()) {
                case RENAME -> follow(effects.database(), 2, effects.database());
                case COPY -> follow(EffectKeys.copyTarget(effects.effect(), effects.database()), 2, effects.database());
                case MOVE -> follow(EffectKeys.number(effects.effect(), 2), 1, effects.database());
                case SWAPDB -> followSwap(EffectKeys.number(effects.effect(), 1), EffectKeys.number(effects.effect(), 2));
                default -> {}
            }
        }
    }

    /** If the target is one of our keys, so is the key of argument 1. */
    private void follow(int targetDatabase, int targetArgument, int sourceDatabase) {
        if (sources.contains(Source.of(targetDatabase, effects.effect().copy(targetArgument)))) {
            add(Source.of(sourceDatabase, effects.effect().copy(1)));
        }
    }

    private void followSwap(int first, int second) {
        for (Source source : List.copyOf(sources)) {
            if (source.database() == first) {
                add(new Source(second, source.name()));
            } else if (source.database() == second) {
                add(new Source(first, source.name()));
            }
        }
    }

    private void add(Source source) {
        // Each addition costs another pass; a key that is renamed through thousands of names is cut off, and says what it can.
        grown |= sources.size() < MAX_SOURCES && sources.add(source);
    }

    private @Nullable Entry find() {
        byte[] name = key.name().array();
        return keyspace.database(key.database()).find(name, 0, name.length);
    }

    private String text() {
        String suffix = effects.cause() == Cause.COMMAND ? "" : " (" + effects.cause().name().toLowerCase(Locale.ROOT) + ")";
        return effects.text() + suffix;
    }

    private void add(LogRecordReader entry, long epoch, List<String> said) {
        seen++;
        if (entry.entryTimeMs() < fromMs) {
            return;
        }
        Entry now = find();
        Value value = now == null ? null : now.value();
        versions.addFirst(new KeyVersion(
                new Position(epoch, entry.lsn()),
                entry.entryTimeMs(),
                entry.actor(),
                said,
                value == null ? null : value.type(),
                value == null ? new byte[0] : bytes(value),
                value == null ? 0 : size(value),
                now == null ? Entry.NO_EXPIRY : now.expireAtMs()));
        if (versions.size() > limit) {
            versions.removeLast();
        }
    }

    private static byte[] bytes(Value value) {
        return value instanceof StringValue string
                ? Arrays.copyOf(string.bytes(), Math.min(string.length(), MAX_VALUE_BYTES))
                : ValueText.of(value).getBytes(StandardCharsets.UTF_8);
    }

    private static long size(Value value) {
        return switch (value) {
            case StringValue string -> string.length();
            case HashValue hash -> hash.size();
            case ListValue list -> list.size();
            case SetValue set -> set.size();
            case SortedSetValue set -> set.size();
            case StreamValue stream -> stream.length();
        };
    }

    /** Versions in all, also those that were not kept. */
    public long seen() {
        return seen;
    }

    /** The kept versions, the newest first. */
    public List<KeyVersion> versions() {
        return List.copyOf(versions);
    }
}
