package io.headwater.archive.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.schemas.HeadwaterException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileObjectStoreTest extends ObjectStoreConformance {
    @TempDir
    Path directory;

    @Override
    ObjectStore store() {
        return new FileObjectStore(directory.resolve("new/store"));
    }

    @Test
    void aLeftoverOfADeadWriterIsSweptAndOneInUseIsNot() throws IOException {
        ObjectStore store = new FileObjectStore(directory);
        Path leftover = Files.writeString(directory.resolve(".put-of-a-dead-process"), "half an obj");
        store.put("a", new Content() {
            @Override
            public long length() {
                return 1;
            }

            @Override
            public InputStream open() {
                assertEquals(1, store.sweep());
                return new ByteArrayInputStream(new byte[] {'x'});
            }
        });
        assertFalse(Files.exists(leftover));
        assertEquals("x", readText(store, "a"));
    }

    @Test
    void urlsAndPathsNameTheSameStore() {
        String path = directory.resolve("s").toString();
        for (String url : List.of(path, "file:" + path, "file://" + path)) {
            assertEquals("file:" + path, ObjectStores.open(url).url());
        }
        assertEquals("file:" + Path.of("data/archive").toAbsolutePath(), ObjectStores.open("file:data/archive").url());
    }

    @Test
    void anUnknownKindOfStoreIsRefusedWithAHint() {
        HeadwaterException refused = assertThrows(HeadwaterException.class, () -> ObjectStores.open("ftp://host/x"));
        assertEquals(HeadwaterException.EXIT_USAGE, refused.exitCode());
        assertTrue(refused.getMessage().contains("ftp://host/x"));
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        ObjectStore store = new FileObjectStore(file.resolve("store"));
        StoreException failure = assertThrows(StoreException.class, () -> store.put("a", text("x")));
        assertTrue(failure.getMessage().contains(file.toString()), failure.getMessage());
        assertEquals(HeadwaterException.EXIT_UNAVAILABLE, failure.exitCode());
    }
}
