package io.headwater.archive.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.testing.FaultyWire;
import io.headwater.archive.testing.FaultyWire.Fault;
import io.headwater.archive.testing.S3Server;
import io.headwater.schemas.HeadwaterException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a real server, s3proxy, with a bad wire in front of it. */
class S3ObjectStoreTest extends ObjectStoreConformance {
    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final S3Patience SHORT = new S3Patience(
            Duration.ofSeconds(2),
            Duration.ofMillis(250),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            6,
            Duration.ofMillis(10),
            Duration.ofMillis(100));

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

    static ObjectStore at(String url) {
        return new S3ObjectStore(S3Location.parse(url), SHORT, InstantSource.system());
    }

    @Override
    ObjectStore store() {
        return at(server.url("t" + PREFIXES.incrementAndGet()));
    }

    @Override
    int largeBytes() {
        return 2 * S3Upload.PART_BYTES + 12_345;
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void callsGoOnOverFaultsOfServerAndWire(Fault fault) throws IOException {
        byte[] bytes = new byte[300_000];
        new Random(7).nextBytes(bytes);
        try (FaultyWire wire = new FaultyWire(server.port());
                ObjectStore store = at(S3Server.url("f" + PREFIXES.incrementAndGet(), wire.port()))) {
            assertTrue(store.putIfAbsent("before", text("x")));
            wire.next(3, fault);
            store.put("a", Content.of(bytes));
            wire.next(3, fault);
            assertTrue(Arrays.equals(bytes, read(store, "a")));
            wire.next(3, fault);
            assertEquals(List.of("a", "before"), names(store.list("")));
            wire.next(3, fault);
            assertTrue(store.putIfAbsent("b", Content.of(bytes)), "a put whose answer was lost is this put's success");
            wire.next(2, fault);
            assertFalse(store.putIfAbsent("b", text("another")));
            wire.next(2, fault);
            assertEquals(bytes[200_000], store.range("b", 200_000, 1)[0]);
            assertTrue(Arrays.equals(bytes, read(store, "b")));
        }
    }

    @Test
    void aLargePutGoesOnOverFaultsAndLeavesNoParts() throws IOException {
        byte[] bytes = new byte[S3Upload.PART_BYTES + 1000];
        new Random(8).nextBytes(bytes);
        try (FaultyWire wire = new FaultyWire(server.port());
                ObjectStore store = at(S3Server.url("g" + PREFIXES.incrementAndGet(), wire.port()))) {
            wire.next(2, Fault.CUT_REQUEST);
            assertTrue(store.putIfAbsent("a/large", Content.of(bytes)));
            assertTrue(Arrays.equals(bytes, read(store, "a/large")));
            assertFalse(store.putIfAbsent("a/large", Content.of(bytes)));
        }
    }

    @Test
    void unfinishedUploadsAreSweptADayLater() throws IOException {
        S3Location location = S3Location.parse(server.url("sweep"));
        try (var client = S3Clients.open(location, SHORT);
                ObjectStore now = new S3ObjectStore(location, SHORT, InstantSource.system());
                ObjectStore later = new S3ObjectStore(location, SHORT, InstantSource.fixed(Instant.now().plus(Duration.ofHours(25))))) {
            client.createMultipartUpload(create -> create.bucket(location.bucket()).key(location.key("dead/writer")));
            assertEquals(0, now.sweep());
            assertEquals(1, later.sweep());
            assertEquals(0, later.sweep());
        }
    }

    @Test
    void whatIsWrongIsSaidInOneLineWithAHint() throws Exception {
        HeadwaterException noBucket = refusal("s3://no-such-bucket/x?endpoint=http://127.0.0.1:" + server.port());
        assertTrue(noBucket.getMessage().contains("no such bucket") && noBucket.hint().contains("no-such-bucket"), noBucket.getMessage());
        HeadwaterException unreachable = refusal("s3://archive-bucket/x?endpoint=http://127.0.0.1:1");
        assertTrue(unreachable.getMessage().contains("cannot be reached") && unreachable.hint().contains("127.0.0.1:1"), unreachable.getMessage());
        String secret = System.setProperty("aws.secretAccessKey", "wrong");
        try {
            HeadwaterException denied = refusal(server.url("x"));
            assertTrue(denied.getMessage().contains("access is refused") && denied.hint().contains("credentials"), denied.getMessage());
            assertFalse(((StoreException) denied).isTemporary());
        } finally {
            System.setProperty("aws.secretAccessKey", secret);
        }
    }

    private static HeadwaterException refusal(String url) {
        try (ObjectStore store = at(url)) {
            HeadwaterException refusal = assertThrows(StoreException.class, () -> store.list(""));
            assertEquals(HeadwaterException.EXIT_UNAVAILABLE, refusal.exitCode());
            assertEquals(1, refusal.getMessage().lines().count(), refusal.getMessage());
            assertThrows(StoreException.class, () -> store.putIfAbsent("a", text("x")));
            assertThrows(StoreException.class, () -> store.get("a"));
            return refusal;
        }
    }

    @Test
    void aContentOfAnotherLengthThanItSaysIsNotStored() {
        ObjectStore store = store();
        assertThrows(StoreException.class, () -> store.put("short", new Content() {
            @Override
            public long length() {
                return 10;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(new byte[9]);
            }
        }));
        assertEquals(List.of(), store.list(""));
    }

    @Test
    void urlsSayWhereAndHow() {
        S3Location plain = S3Location.parse("s3://my-bucket");
        assertEquals(new S3Location("my-bucket", "", null, null, false), plain);
        S3Location full = S3Location.parse("s3://my-bucket/a/b/?endpoint=https://h:9000&region=eu-central-1&path-style=false");
        assertEquals("a/b/x", full.key("x"));
        assertEquals("x/y", full.name("a/b/x/y"));
        assertEquals("s3://my-bucket/a/b?endpoint=https://h:9000", full.url());
        assertFalse(full.pathStyle());
        for (String wrong : List.of("s3:x", "s3://", "s3://B", "s3://my-bucket/../x", "s3://my-bucket?endpoint=h:9000", "s3://my-bucket?color=red")) {
            assertEquals(HeadwaterException.EXIT_USAGE, assertThrows(HeadwaterException.class, () -> S3Location.parse(wrong), wrong).exitCode());
        }
    }
}
