package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class KeyTableTest {
    private final Hasher hasher = new Hasher(5, 6);
    private final KeyTable table = new KeyTable(hasher);
    private final Map<String, Content> model = new HashMap<>();

    /** What the model holds for a key: a string's bytes, or a collection. */
    private record Content(byte[] string, Value collection, long expireAtMs) {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private int hash(byte[] key) {
        return hasher.hash(key, 0, key.length);
    }

    private long find(byte[] key) {
        return table.index.find(key, 0, key.length, hash(key));
    }

    @RepeatedTest(5)
    void behavesAsAHashMapWhateverHappens() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        for (int step = 0; step < 150_000; step++) {
            // Phases of growth and of shrinking, with sizes that change from phase to phase.
            int phase = step / 30_000;
            String name = (random.nextInt(400) == 0 ? "long".repeat(random.nextInt(5_000)) : "k") + random.nextInt(8_000);
            act(random, bytes(name), name, phase);
            if (random.nextInt(3) == 0) table.defragment(2);
            if (step % 30_000 == 29_999) compare("seed " + seed + ", step " + step);
        }
        for (String name : model.keySet().toArray(String[]::new)) remove(bytes(name), name);
        compare("seed " + seed + ", emptied");
        assertTrue(table.bytes() < 300_000, table.bytes() + " bytes for nothing, seed " + seed);
    }

    private void act(Random random, byte[] key, String name, int phase) {
        int choice = random.nextInt(phase % 2 == 0 ? 20 : 40);
        if (choice < 10) set(key, name, value(random, phase));
        else if (choice < 12) write(random, key, name, phase);
        else if (choice < 14) collection(key, name);
        else if (choice < 16) expire(random, key, name);
        else if (choice < 17) persist(key, name);
        else remove(key, name);
    }

    private static byte[] value(Random random, int phase) {
        int length = random.nextInt(1_000) == 0 ? random.nextInt(40_000) : random.nextInt(20 + 60 * phase);
        byte[] value = new byte[length];
        random.nextBytes(value);
        return value;
    }

    private void set(byte[] key, String name, byte[] value) {
        Content old = model.get(name);
        long record = find(key);
        assertEquals(old == null, record == KeyIndex.NONE);
        if (record == KeyIndex.NONE) table.insert(key, 0, key.length, hash(key), value, 0, value.length, value.length % 2 == 0);
        else table.set(record, hash(key), value, 0, value.length);
        model.put(name, new Content(value, null, old == null ? Entry.NO_EXPIRY : old.expireAtMs));
    }

    private void write(Random random, byte[] key, String name, int phase) {
        Content old = model.get(name);
        if (old == null || old.string == null) return;
        byte[] part = value(random, phase);
        int at = random.nextInt(old.string.length + 20);
        byte[] whole = Arrays.copyOf(old.string, Math.max(old.string.length, at + part.length));
        System.arraycopy(part, 0, whole, at, part.length);
        table.write(find(key), hash(key), at, part, 0, part.length);
        model.put(name, new Content(whole, null, old.expireAtMs));
    }

    private void collection(byte[] key, String name) {
        if (model.containsKey(name)) return;
        ListValue list = new ListValue();
        table.insert(key, 0, key.length, hash(key), list);
        model.put(name, new Content(null, list, Entry.NO_EXPIRY));
    }

    private void expire(Random random, byte[] key, String name) {
        Content old = model.get(name);
        if (old == null) return;
        long atMs = random.nextInt(1_000_000);
        table.expireAt(find(key), atMs);
        model.put(name, new Content(old.string, old.collection, atMs));
    }

    private void persist(byte[] key, String name) {
        Content old = model.get(name);
        if (old == null) return;
        table.persist(find(key));
        model.put(name, new Content(old.string, old.collection, Entry.NO_EXPIRY));
    }

    private void remove(byte[] key, String name) {
        long record = find(key);
        assertEquals(model.remove(name) == null, record == KeyIndex.NONE);
        if (record != KeyIndex.NONE) table.remove(record, hash(key));
    }

    private void compare(String when) {
        assertEquals(model.size(), table.index.size(), when);
        assertEquals(model.values().stream().filter(content -> content.expireAtMs != Entry.NO_EXPIRY).count(), table.expiries.size(), when);
        int[] visited = {0};
        table.index.forEach(record -> {
            visited[0]++;
            String name = new String(table.records.key(record), StandardCharsets.ISO_8859_1);
            Content content = model.get(name);
            assertNotNull(content, when);
            assertEquals(content.expireAtMs, table.expireAtMs(record), when);
            if (content.collection == null) assertArrayEquals(content.string, ((StringValue) new Entry(table, record).value()).bytes(), when);
            else assertEquals(content.collection, table.collection(record), when);
        });
        assertEquals(model.size(), visited[0], when);
        long soonest = model.values().stream().mapToLong(Content::expireAtMs).filter(at -> at != Entry.NO_EXPIRY).min().orElse(Entry.NO_EXPIRY);
        assertEquals(soonest, table.expiries.size() == 0 ? Entry.NO_EXPIRY : table.expireAtMs(table.expiries.first()), when);
    }

    @Test
    void memoryOfOneSizeServesAnother() {
        byte[] small = new byte[40];
        for (int i = 0; i < 20_000; i++) set(bytes("s" + i), "s" + i, small);
        // Nine of ten go, all over the pages.
        for (int i = 0; i < 20_000; i++) {
            if (i % 10 != 0) remove(bytes("s" + i), "s" + i);
        }
        long sparse = table.records.slab().bytes();
        while (table.defragment(100)) {
            // to the end
        }
        assertTrue(table.records.slab().bytes() < sparse / 2, table.records.slab().bytes() + " bytes of " + sparse);
        compare("after the move");
    }

    @Test
    void aHundredBytesOfContentTakeLittleMore() {
        byte[] value = new byte[64];
        for (int i = 0; i < 200_000; i++) {
            byte[] key = bytes(String.format("key:%012d", i));
            table.insert(key, 0, key.length, hash(key), value, 0, value.length, false);
        }
        assertTrue(table.bytes() < 115 * 200_000L, table.bytes() / 200_000 + " bytes per key");
    }

    @Test
    void theEmptyKeyHoldsTheEmptyString() {
        set(Numbers.EMPTY, "", Numbers.EMPTY);
        compare("empty");
        assertNotEquals(KeyIndex.NONE, find(Numbers.EMPTY));
        assertNull(table.entry(find(bytes("x"))));
    }
}
