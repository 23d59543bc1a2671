package io.headwater.cache.rdb;

import io.headwater.cache.engine.StreamText;
import io.headwater.cache.engine.StreamValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an RDB file means, whatever its encodings: two files with equal contents restore to equal keyspaces. Byte strings
 * are kept as ISO-8859-1 text, collections without an order are sorted, scores are compared by their bits.
 */
final class RdbContents implements RdbVisitor {
    private static final int MAX_DIFFERENCES = 20;

    /** A key's value: text, or a list or sorted map of text. */
    record Key(Object value, long expireAtMs) {}

    private final Map<String, String> aux = new TreeMap<>();
    private final Map<Integer, Map<String, Key>> keysByDb = new TreeMap<>();
    private Map<String, Key> db = keysByDb.computeIfAbsent(0, any -> new TreeMap<>());
    private List<String> list = new ArrayList<>();
    private Map<String, String> map = new TreeMap<>();
    private long announced;
    private long arrived;

    static RdbContents of(Path file) throws IOException {
        RdbContents contents = new RdbContents();
        RdbReader.read(file, contents);
        return contents.closed();
    }

    static RdbContents of(InputStream in) throws IOException {
        RdbContents contents = new RdbContents();
        RdbReader.read(in, contents);
        return contents.closed();
    }

    private RdbContents closed() {
        keysByDb.values().removeIf(Map::isEmpty);
        return this;
    }

    Map<String, String> aux() {
        return aux;
    }

    Map<Integer, Map<String, Key>> keysByDb() {
        return keysByDb;
    }

    /** The keys in which two files differ, readable, at most {@value #MAX_DIFFERENCES}; none if they mean the same. */
    List<String> differencesTo(RdbContents other) {
        List<String> differences = new ArrayList<>();
        Map<String, Object[]> pairs = new TreeMap<>();
        keysByDb.forEach((index, keys) -> keys.forEach((key, value) ->
                pairs.computeIfAbsent(index + ":" + key, any -> new Object[2])[0] = value));
        other.keysByDb.forEach((index, keys) -> keys.forEach((key, value) ->
                pairs.computeIfAbsent(index + ":" + key, any -> new Object[2])[1] = value));
        pairs.forEach((key, pair) -> {
            if (!Objects.equals(pair[0], pair[1]) && differences.size() < MAX_DIFFERENCES) {
                differences.add(key + ": " + brief(pair[0]) + " | " + brief(pair[1]));
            }
        });
        return differences;
    }

    private static String brief(Object value) {
        String text = String.valueOf(value);
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void aux(byte[] name, byte[] value) {
        aux.put(text(name), text(value));
    }

    @Override
    public void selectDb(int index) {
        db = keysByDb.computeIfAbsent(index, any -> new TreeMap<>());
    }

    @Override
    public void string(byte[] key, byte[] value, long expireAtMs) {
        put(key, text(value), expireAtMs);
    }

    @Override
    public void stream(byte[] key, StreamValue stream, long expireAtMs) {
        put(key, StreamText.of(stream), expireAtMs);
    }

    @Override
    public void beginHash(byte[] key, long count, long expireAtMs) {
        beginMap(key, count, expireAtMs);
    }

    @Override
    public void field(byte[] field, byte[] value) {
        arrived++;
        map.put(text(field), text(value));
    }

    @Override
    public void beginList(byte[] key, long count, long expireAtMs) {
        announced = count;
        arrived = 0;
        list = new ArrayList<>();
        put(key, list, expireAtMs);
    }

    @Override
    public void element(byte[] element) {
        arrived++;
        list.add(text(element));
    }

    @Override
    public void beginSet(byte[] key, long count, long expireAtMs) {
        beginMap(key, count, expireAtMs);
    }

    @Override
    public void member(byte[] member) {
        arrived++;
        map.put(text(member), "");
    }

    @Override
    public void beginSortedSet(byte[] key, long count, long expireAtMs) {
        beginMap(key, count, expireAtMs);
    }

    @Override
    public void scored(byte[] member, double score) {
        arrived++;
        map.put(text(member), Double.toString(score));
    }

    @Override
    public void end() {
        if (arrived == 0 || (announced != UNKNOWN_COUNT && announced != arrived)) {
            throw new AssertionError(announced + " elements announced, " + arrived + " came");
        }
    }

    private void beginMap(byte[] key, long count, long expireAtMs) {
        announced = count;
        arrived = 0;
        map = new TreeMap<>();
        put(key, map, expireAtMs);
    }

    private void put(byte[] key, Object value, long expireAtMs) {
        db.put(text(key), new Key(value, expireAtMs));
    }
}
