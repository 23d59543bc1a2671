package io.headwater.archive.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} promises; a class for each implementation extends this one. */
abstract class ObjectStoreConformance {
    /** An empty store. */
    abstract ObjectStore store();

    /** The size of an object that is large to this store. */
    int largeBytes() {
        return 3_000_001;
    }

    @Test
    void anObjectReadsAsItWasPut() throws IOException {
        ObjectStore store = store();
        byte[] bytes = new byte[700_001];
        new Random(1).nextBytes(bytes);
        store.put("a/b/large.avro", Content.of(bytes));
        store.put("a/b/empty", Content.of(new byte[0]));
        assertArrayEquals(bytes, read(store, "a/b/large.avro"));
        assertArrayEquals(new byte[0], read(store, "a/b/empty"));
    }

    @Test
    void aPutReplacesTheWholeObject() throws IOException {
        ObjectStore store = store();
        store.put("a", text("a long first text"));
        store.put("a", text("short"));
        assertEquals("short", readText(store, "a"));
        assertEquals(List.of(new ObjectInfo("a", 5)), store.list(""));
    }

    @Test
    void anOpenedObjectStaysWhatItWas() throws IOException {
        ObjectStore store = store();
        store.put("a/x", text("first"));
        try (InputStream before = store.get("a/x")) {
            store.put("a/x", text("second"));
            store.delete("a/x");
            assertEquals("first", new String(before.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void putIfAbsentKeepsWhatIsThere() throws IOException {
        ObjectStore store = store();
        assertTrue(store.putIfAbsent("a/x", text("first")));
        assertFalse(store.putIfAbsent("a/x", text("second")));
        assertEquals("first", readText(store, "a/x"));
        store.delete("a/x");
        assertTrue(store.putIfAbsent("a/x", text("third")));
        assertEquals("third", readText(store, "a/x"));
    }

    @Test
    void ofManyPutIfAbsentExactlyOneCreatesTheObject() throws Exception {
        ObjectStore store = store();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int round = 0; round < 20; round++) {
                String name = "race/" + round;
                List<Callable<Boolean>> puts = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    String content = "writer " + i;
                    puts.add(() -> store.putIfAbsent(name, text(content)));
                }
                List<Integer> winners = new ArrayList<>();
                List<Future<Boolean>> results = threads.invokeAll(puts);
                for (int i = 0; i < 8; i++) {
                    if (results.get(i).get()) {
                        winners.add(i);
                    }
                }
                assertEquals(1, winners.size());
                assertEquals("writer " + winners.getFirst(), readText(store, name));
            }
        }
    }

    @Test
    void aRangeIsCutAtTheObjectsEnd() {
        ObjectStore store = store();
        store.put("a", text("0123456789"));
        assertEquals("345", range(store, 3, 3));
        assertEquals("789", range(store, 7, 100));
        assertEquals("", range(store, 10, 5));
        assertEquals("", range(store, 100, 5));
    }

    @Test
    void aListIsOrderedAndHoldsWhatStartsWithThePrefix() {
        ObjectStore store = store();
        for (String name : List.of("c/1/b", "c/10/a", "c/1/a", "c/2", "d", "c/1-x", "c/1.avro")) {
            store.put(name, text(name));
        }
        assertEquals(List.of("c/1-x", "c/1.avro", "c/1/a", "c/1/b", "c/10/a"), names(store.list("c/1")));
        assertEquals(List.of("c/1/a", "c/1/b"), names(store.list("c/1/")));
        assertEquals(7, store.list("").size());
        assertEquals(List.of(), store.list("nothing/like/it"));
        assertEquals(5, store.list("c/2").getFirst().bytes() + 2);
    }

    @Test
    void aListHoldsWhatWasPutTheMomentBefore() {
        ObjectStore store = store();
        for (int i = 10; i < 40; i++) {
            store.putIfAbsent("c/" + i, text("x"));
            assertEquals("c/" + i, store.list("c/").getLast().name());
        }
        store.delete("c/20");
        assertEquals(29, store.list("c/").size());
        assertEquals(29, store.list("").size());
    }

    @Test
    void aLargeObjectIsWholeAndReadInRanges() throws IOException {
        ObjectStore store = store();
        byte[] bytes = new byte[largeBytes()];
        new Random(3).nextBytes(bytes);
        assertTrue(store.putIfAbsent("l/large", Content.of(bytes)));
        assertFalse(store.putIfAbsent("l/large", Content.of(bytes)));
        assertEquals(List.of(new ObjectInfo("l/large", bytes.length)), store.list("l"));
        assertArrayEquals(bytes, read(store, "l/large"));
        for (int from : List.of(0, 1, 65_535, bytes.length / 2, bytes.length - 5)) {
            assertArrayEquals(
                    Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 100_000)), store.range("l/large", from, 100_000));
        }
        store.put("l/large", text("small now"));
        assertEquals("small now", readText(store, "l/large"));
    }

    @Test
    void aStreamThatIsClosedEarlyHarmsNothing() throws IOException {
        ObjectStore store = store();
        store.put("a", Content.of(new byte[1_000_000]));
        for (int i = 0; i < 100; i++) {
            try (InputStream in = store.get("a")) {
                assertEquals(10, in.readNBytes(10).length);
            }
        }
        assertEquals(1_000_000, read(store, "a").length);
    }

    @Test
    void whatIsAbsentSaysSo() {
        ObjectStore store = store();
        store.put("a", text("a"));
        assertThrows(NoSuchObjectException.class, () -> store.get("b"));
        assertThrows(NoSuchObjectException.class, () -> store.get("a/b"));
        NoSuchObjectException missing = assertThrows(NoSuchObjectException.class, () -> store.range("c/d", 0, 1));
        assertTrue(missing.getMessage().contains("c/d"), missing.getMessage());
        store.delete("b");
        store.delete("c/d");
    }

    @Test
    void namesThatCouldLeaveTheStoreAreRefused() {
        ObjectStore store = store();
        for (String name : List.of("", "/a", "a/", "a//b", "../a", "a/../b", "a/./b", ".hidden", "a b", "a\n")) {
            assertThrows(IllegalArgumentException.class, () -> store.put(name, text("x")), name);
            assertThrows(IllegalArgumentException.class, () -> store.get(name), name);
        }
    }

    @Test
    void aPutWhoseContentFailsLeavesNoTrace() throws IOException {
        ObjectStore store = store();
        store.put("a", text("before"));
        Content broken = new Content() {
            @Override
            public long length() {
                return 100;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("the disk is gone");
            }
        };
        assertThrows(StoreException.class, () -> store.put("a", broken));
        assertThrows(StoreException.class, () -> store.putIfAbsent("b", broken));
        assertEquals("before", readText(store, "a"));
        assertEquals(List.of("a"), names(store.list("")));
        assertEquals(0, store.sweep());
    }

    static Content text(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String readText(ObjectStore store, String name) throws IOException {
        return new String(read(store, name), StandardCharsets.UTF_8);
    }

    static byte[] read(ObjectStore store, String name) throws IOException {
        try (InputStream in = store.get(name)) {
            return in.readAllBytes();
        }
    }

    private static String range(ObjectStore store, long offset, int length) {
        return new String(store.range("a", offset, length), StandardCharsets.UTF_8);
    }

    static List<String> names(List<ObjectInfo> objects) {
        return objects.stream().map(ObjectInfo::name).toList();
    }
}
