package io.headwater.archive.store;

import io.headwater.archive.testing.S3Server;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class EncryptedS3ObjectStoreTest extends ObjectStoreConformance {
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    @TempDir
    static Path directory;

    private static S3Server server;

    @BeforeAll
    static void start() {
        server = S3Server.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    ObjectStore store() {
        return new EncryptedObjectStore(S3ObjectStoreTest.at(server.url("t" + PREFIXES.incrementAndGet())), EncryptedObjectStoreTest.KEY);
    }
}
