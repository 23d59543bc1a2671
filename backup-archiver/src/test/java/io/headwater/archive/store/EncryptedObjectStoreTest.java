package io.headwater.archive.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.DamagedObjectException;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedObjectStoreTest extends ObjectStoreConformance {
    static final ArchiveKey KEY = key(1);
    private static final int CHUNK = ChunkCipher.CHUNK_BYTES;

    @TempDir
    Path directory;

    private final MemoryObjectStore inner = new MemoryObjectStore();

    static ArchiveKey key(long seed) {
        return ArchiveKey.parse(text(seed), "test");
    }

    private static String text(long seed) {
        byte[] secret = new byte[32];
        new Random(seed).nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    @Override
    ObjectStore store() {
        return new EncryptedObjectStore(inner, KEY);
    }

    @Test
    void objectsOfAllSizesAroundAChunkComeBackWholeAndInRanges() throws IOException {
        ObjectStore store = store();
        for (int size : List.of(0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 17)) {
            byte[] bytes = random(size);
            store.put("a", Content.of(bytes));
            assertArrayEquals(bytes, read(store, "a"));
            assertEquals(List.of(new ObjectInfo("a", size)), store.list(""));
            for (int from : List.of(0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK)) {
                for (int length : List.of(1, CHUNK, CHUNK + 1, 3 * CHUNK)) {
                    byte[] expected = from >= size ? new byte[0] : Arrays.copyOfRange(bytes, from, Math.min(size, from + length));
                    assertArrayEquals(expected, store.range("a", from, length), size + " bytes from " + from);
                }
            }
        }
    }

    @Test
    void nothingOfTheContentIsToBeSeenAndTwoPutsAreNotAlike() {
        ObjectStore store = store();
        byte[] bytes = "the same secret text, again and again".repeat(100).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        store.put("a", Content.of(bytes));
        byte[] first = inner.objects().get("a");
        store.put("a", Content.of(bytes));
        assertFalse(new String(first, java.nio.charset.StandardCharsets.ISO_8859_1).contains("secret"));
        assertFalse(Arrays.equals(first, inner.objects().get("a")));
    }

    @Test
    void everyFlippedBitOfAnObjectIsFound() {
        ObjectStore store = store();
        store.put("a", Content.of(random(100)));
        byte[] sealed = inner.objects().get("a");
        for (int at = 0; at < sealed.length; at++) {
            sealed[at] ^= 4;
            assertThrows(HeadwaterException.class, () -> read(store, "a"));
            assertThrows(HeadwaterException.class, () -> store.range("a", 0, 10));
            sealed[at] ^= 4;
        }
    }

    @Test
    void anObjectThatWasCutReorderedLengthenedOrRenamedIsDamaged() {
        ObjectStore store = store();
        store.put("a", Content.of(random(3 * CHUNK)));
        byte[] sealed = inner.objects().get("a").clone();
        int header = ChunkCipher.HEADER_BYTES;
        for (int length : List.of(header, header + 5, header + ChunkCipher.SEALED_BYTES, header + 2 * ChunkCipher.SEALED_BYTES, sealed.length - 1)) {
            damaged(store, "a", Arrays.copyOf(sealed, length));
        }
        damaged(store, "a", Arrays.copyOf(sealed, sealed.length + ChunkCipher.SEALED_BYTES));
        byte[] swapped = sealed.clone();
        System.arraycopy(sealed, header, swapped, header + ChunkCipher.SEALED_BYTES, ChunkCipher.SEALED_BYTES);
        System.arraycopy(sealed, header + ChunkCipher.SEALED_BYTES, swapped, header, ChunkCipher.SEALED_BYTES);
        damaged(store, "a", swapped);
        damaged(store, "b", sealed);
    }

    private void damaged(ObjectStore store, String name, byte[] sealed) {
        inner.objects().put(name, sealed);
        assertThrows(DamagedObjectException.class, () -> read(store, name));
        assertThrows(DamagedObjectException.class, () -> store.range(name, 0, 4 * CHUNK));
        assertThrows(DamagedObjectException.class, () -> store.range(name, 5L * CHUNK, 1));
    }

    @Test
    void aWrongOrMissingKeySaysWhichIsNeeded() {
        store().put("a", Content.of(random(10)));
        ObjectStore wrong = new EncryptedObjectStore(inner, key(2));
        ObjectStore none = new PlainObjectStore(inner);
        for (ObjectStore store : List.of(wrong, none)) {
            for (ArchiveKeyException refusal : List.of(
                    assertThrows(ArchiveKeyException.class, () -> store.get("a")),
                    assertThrows(ArchiveKeyException.class, () -> store.range("a", 0, 20)))) {
                assertTrue(refusal.getMessage().contains(KEY.idText()), refusal.getMessage());
                assertEquals(HeadwaterException.EXIT_USAGE, refusal.exitCode());
            }
        }
    }

    @Test
    void anUnencryptedArchiveIsRefusedWithAKey() {
        inner.put("a", Content.of(random(10)));
        inner.put("empty", Content.of(new byte[0]));
        assertTrue(assertThrows(ArchiveKeyException.class, () -> store().get("a")).getMessage().contains("not encrypted"));
        assertThrows(ArchiveKeyException.class, () -> store().range("a", 0, 1));
        assertThrows(ArchiveKeyException.class, () -> store().get("empty"));
    }

    @Test
    void theKeyComesFromTheEnvironment() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), text(1) + "\n");
        String url = "file:" + directory.resolve("store");
        ObjectStores.open(url, Map.of(ArchiveKey.FILE_VARIABLE, file.toString())).put("a", text("hello"));
        assertEquals("hello", readText(ObjectStores.open(url, Map.of(ArchiveKey.VARIABLE, text(1))), "a"));
        assertThrows(ArchiveKeyException.class, () -> ObjectStores.open(url, Map.of()).get("a"));
        for (Map<String, String> unusable : List.of(
                Map.of(ArchiveKey.VARIABLE, "short"),
                Map.of(ArchiveKey.VARIABLE, text(1), ArchiveKey.FILE_VARIABLE, file.toString()),
                Map.of(ArchiveKey.FILE_VARIABLE, directory.resolve("nothing").toString()))) {
            HeadwaterException refusal = assertThrows(HeadwaterException.class, () -> ObjectStores.open(url, unusable));
            assertEquals(HeadwaterException.EXIT_USAGE, refusal.exitCode());
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
