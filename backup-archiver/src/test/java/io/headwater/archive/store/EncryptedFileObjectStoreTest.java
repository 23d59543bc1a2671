package io.headwater.archive.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class EncryptedFileObjectStoreTest extends ObjectStoreConformance {
    @TempDir
    Path directory;

    @Override
    ObjectStore store() {
        return new EncryptedObjectStore(new FileObjectStore(directory), EncryptedObjectStoreTest.KEY);
    }
}
