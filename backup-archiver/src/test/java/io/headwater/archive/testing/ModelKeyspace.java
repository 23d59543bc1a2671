package io.headwater.archive.testing;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.read.ValueText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A keyspace as simply as it can be written, to compare the real one with. Understands the effects that {@link LogHistory} makes. */
public final class ModelKeyspace {
    /** Databases that it has. */
    public static final int DATABASES = 3;

    private final List<Map<String, Key>> databases = new ArrayList<>();
    private int database;

    private record Key(Object value, long expireAtMs) {}

    public ModelKeyspace() {
        for (int i = 0; i < DATABASES; i++) {
            databases.add(new HashMap<>());
        }
    }

    /** Starts an entry. */
    public void select(int index) {
        database = index;
    }

    int selected() {
        return database;
    }

    /** The type of a key's value: string, hash, list, set, zset; null if there is no such key. */
    @Nullable String type(String key) {
        Key found = databases.get(database).get(key);
        return found == null ? null : switch (found.value()) {
            case String s -> "string";
            case TreeMap<?, ?> m when m.firstEntry().getValue() instanceof Double -> "zset";
            case TreeMap<?, ?> m -> "hash";
            case TreeSet<?> s -> "set";
            default -> "list";
        };
    }

    /** Applies an effect. */
    public void apply(String... effect) {
        Map<String, Key> keys = databases.get(database);
        String key = effect.length > 1 ? effect[1] : "";
        switch (effect[0]) {
            case "SELECT" -> database = Integer.parseInt(effect[1]);
            case "FLUSHDB" -> keys.clear();
            case "FLUSHALL" -> databases.forEach(Map::clear);
            case "SET" -> keys.put(key, new Key(effect[2], expiry(keys.get(key), effect)));
            case "DEL" -> keys.remove(key);
            case "PEXPIREAT" -> keys.computeIfPresent(key, (name, old) -> new Key(old.value(), Long.parseLong(effect[2])));
            case "PERSIST" -> keys.computeIfPresent(key, (name, old) -> new Key(old.value(), -1));
            case "APPEND" -> {
                Key old = keys.get(key);
                keys.put(key, old == null ? new Key(effect[2], -1) : new Key(old.value() + effect[2], old.expireAtMs()));
            }
            case "RENAME" -> {
                Key old = keys.remove(key);
                keys.put(effect[2], old);
            }
            case "HSET" -> this.<TreeMap<String, String>>value(keys, key, new TreeMap<>()).put(effect[2], effect[3]);
            case "HDEL" -> {
                TreeMap<String, String> hash = value(keys, key, new TreeMap<>());
                hash.remove(effect[2]);
                removeIfEmpty(keys, key, hash.isEmpty());
            }
            case "RPUSH" -> this.<ArrayList<String>>value(keys, key, new ArrayList<>()).add(effect[2]);
            case "LPUSH" -> this.<ArrayList<String>>value(keys, key, new ArrayList<>()).addFirst(effect[2]);
            case "LPOP" -> {
                ArrayList<String> list = value(keys, key, new ArrayList<>());
                list.subList(0, Math.min(list.size(), Integer.parseInt(effect[2]))).clear();
                removeIfEmpty(keys, key, list.isEmpty());
            }
            case "SADD" -> this.<TreeSet<String>>value(keys, key, new TreeSet<>()).add(effect[2]);
            case "SREM" -> {
                TreeSet<String> set = value(keys, key, new TreeSet<>());
                set.remove(effect[2]);
                removeIfEmpty(keys, key, set.isEmpty());
            }
            case "ZADD" -> this.<TreeMap<String, Double>>value(keys, key, new TreeMap<>()).put(effect[3], score(effect[2]));
            case "ZREM" -> {
                TreeMap<String, Double> set = value(keys, key, new TreeMap<>());
                set.remove(effect[2]);
                removeIfEmpty(keys, key, set.isEmpty());
            }
            default -> throw new IllegalArgumentException(String.join(" ", effect));
        }
    }

    /** A score as Redis spells it. */
    public static double score(String text) {
        return Double.parseDouble(text.replace("inf", "Infinity"));
    }

    private static long expiry(@Nullable Key old, String[] set) {
        if (set.length == 5) {
            return Long.parseLong(set[4]);
        }
        return set.length == 4 && old != null ? old.expireAtMs() : -1; // KEEPTTL
    }

    @SuppressWarnings("unchecked")
    private <V> V value(Map<String, Key> keys, String key, V empty) {
        return (V) keys.computeIfAbsent(key, name -> new Key(empty, -1)).value();
    }

    private static void removeIfEmpty(Map<String, Key> keys, String key, boolean empty) {
        if (empty) {
            keys.remove(key);
        }
    }

    /** Every key that is not expired at a time, as {@code database/key} to a text of its value and expiry. */
    public Map<String, String> dump(long nowMs) {
        Map<String, String> dump = new TreeMap<>();
        for (int i = 0; i < DATABASES; i++) {
            for (Map.Entry<String, Key> key : databases.get(i).entrySet()) {
                long expireAtMs = key.getValue().expireAtMs();
                if (expireAtMs == -1 || nowMs <= expireAtMs) {
                    dump.put(i + "/" + key.getKey(), key.getValue().value() + " @" + expireAtMs);
                }
            }
        }
        return dump;
    }

    /** The same text of a real keyspace. */
    public static Map<String, String> dump(Keyspace keyspace, long nowMs) {
        Map<String, String> dump = new TreeMap<>();
        for (int i = 0; i < keyspace.databases(); i++) {
            int index = i;
            keyspace.database(i).forEach(entry -> {
                if (!entry.isExpired(nowMs)) {
                    dump.put(index + "/" + text(entry.key(), 0, entry.key().length), text(entry) + " @" + entry.expireAtMs());
                }
            });
        }
        return dump;
    }

    private static String text(Entry entry) {
        return switch (entry.value()) {
            case StringValue string -> text(string.bytes(), 0, string.bytes().length);
            case HashValue hash -> {
                TreeMap<String, String> fields = new TreeMap<>();
                hash.forEach((f, fo, fl, v, vo, vl) -> fields.put(text(f, fo, fl), text(v, vo, vl)));
                yield fields.toString();
            }
            case ListValue list -> {
                List<String> elements = new ArrayList<>();
                ListValue.Cursor cursor = list.cursor(0, false);
                while (cursor.next()) {
                    elements.add(text(cursor.bytes(), cursor.offset(), cursor.length()));
                }
                yield elements.toString();
            }
            case SetValue set -> {
                TreeSet<String> members = new TreeSet<>();
                set.forEach((m, o, l) -> members.add(text(m, o, l)));
                yield members.toString();
            }
            case StreamValue stream -> ValueText.of(stream);
            case SortedSetValue set -> {
                TreeMap<String, Double> members = new TreeMap<>();
                set.forEach(0, set.size(), false, (m, o, l, score) -> members.put(text(m, o, l), score));
                yield members.toString();
            }
        };
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
