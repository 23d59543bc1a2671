package io.headwater.cache.rdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldEncodingsTest {
    @TempDir
    Path dir;

    @Test
    void everyEncodingOfOldIsRead() throws IOException {
        RdbContents contents = new RdbContents();
        RdbSummary summary = RdbReader.read(new ByteArrayInputStream(OldEncodings.file()), contents);
        assertEquals(9, summary.version());
        assertEquals(10, summary.keys());
        assertFalse(summary.checksumVerified());
        Map<String, RdbContents.Key> keys = contents.keysByDb().get(3);
        assertEquals(new RdbContents.Key("v", 4_000_000_000L), keys.get("seconds"));
        assertEquals(List.of("a", "", "-5"), keys.get("list").value());
        assertEquals(Map.of("a", "1.5", "b", "Infinity", "c", "-Infinity", "d", "-1.0E20"), keys.get("zset").value());
        assertEquals(Map.of("f", "v", "long", "w".repeat(300)), keys.get("zipmap").value());
        assertEquals(List.of("a", "b", "7", "c", "x".repeat(400)), keys.get("quicklist").value());
    }

    /** Redis judges both the file made by hand and what we read from it. */
    @Test
    void stockRedisReadsTheSameFromIt() throws Exception {
        StockRedis.assumeInstalled();
        byte[] old = OldEncodings.file();
        // Its one expiry lies in 1970, and Redis would drop the key.
        old = withoutExpiry(old);
        Files.write(dir.resolve("dump.rdb"), old);
        try (StockRedis redis = StockRedis.start(dir)) {
            redis.command("SAVE");
        }
        RdbContents ours = RdbContents.of(new ByteArrayInputStream(old));
        assertEquals(List.of(), ours.differencesTo(RdbContents.of(dir.resolve("dump.rdb"))));
    }

    @Test
    void filesBeforeVersionFiveHaveNoChecksum() throws IOException {
        byte[] file = RandomFile.bytes("REDIS0003\376\0\0\1k\1v\377");
        RdbContents contents = RdbContents.of(new ByteArrayInputStream(file));
        assertEquals("v", contents.keysByDb().get(0).get("k").value());
    }

    private static byte[] withoutExpiry(byte[] file) {
        byte[] without = Arrays.copyOf(file, file.length - 5);
        System.arraycopy(file, 16, without, 11, file.length - 16);
        return without;
    }
}
