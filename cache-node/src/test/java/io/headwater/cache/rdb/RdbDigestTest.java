package io.headwater.cache.rdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.digest.KeyspaceSum;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RdbDigestTest {
    @TempDir
    Path directory;

    private final Keyspace keyspace = new Keyspace(4, new Hasher(1, 2), false);
    private final Fold fold = new Fold(keyspace);

    @BeforeEach
    void everyTypeInEveryEncoding() {
        fold.beginEntry(1, 2);
        effect("SET", "text", "hello");
        effect("SET", "number", "12345", "PXAT", "1795199399000");
        effect("SET", "large", "x".repeat(5_000_000));
        for (int i = 0; i < 70_000; i++) {
            effect("SADD", "huge set", "member" + i);
            if (i < 3 || i % 10 == 0) {
                effect("HSET", i < 3 ? "small hash" : "hash", "f" + i, "v" + i);
                effect("RPUSH", i < 3 ? "small list" : "list", "e" + i);
                effect("SADD", i < 3 ? "numbers" : "set", i < 3 ? "" + i : "m" + i);
                effect("ZADD", i < 3 ? "small zset" : "zset", i % 7 == 0 ? "-0.1" : i + ".5", "m" + i);
            }
        }
        effect("ZADD", "small zset", "inf", "last");
    }

    @Test
    void aFileHasTheSumOfTheKeysThatWereWritten() throws IOException {
        assertEquals(sum(), RdbDigest.of(written()));
        assertEquals(12, sum().keys());
    }

    @Test
    void anyOtherValueOrExpiryGivesAnother() throws IOException {
        Path file = written();
        KeyspaceSum before = sum();
        for (String[] change : new String[][] {
            {"PEXPIREAT", "number", "1795199399001"}, {"APPEND", "text", "."}, {"ZADD", "small zset", "2.25", "m1"},
            {"LSET", "list", "5", "other"}, {"HSET", "hash", "f10", "other"}, {"SREM", "huge set", "member9"}, {"DEL", "numbers"}
        }) {
            effect(change);
            assertNotEquals(before, sum(), String.join(" ", change));
            before = sum();
        }
        assertNotEquals(before, RdbDigest.of(file));
    }

    @Test
    void aDamagedFileIsRefused() throws IOException {
        Path file = written();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 4;
        Files.write(file, bytes);
        assertThrows(RdbException.class, () -> RdbDigest.of(file));
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));
        assertThrows(RdbException.class, () -> RdbDigest.of(file));
    }

    private KeyspaceSum sum() {
        KeyspaceSum sum = new KeyspaceSum();
        for (int i = 0; i < keyspace.databases(); i++) {
            int index = i;
            keyspace.database(i).forEach(entry -> sum.add(index, entry));
        }
        return sum;
    }

    private Path written() throws IOException {
        Path file = directory.resolve("dump.rdb");
        try (OutputStream out = Files.newOutputStream(file)) {
            RdbWriter rdb = new RdbWriter(out, RdbWriter.Compression.LZF);
            new KeyspaceRdbWriter(rdb, KeyspaceRdbWriter.KEEP_EXPIRED).write(keyspace);
            rdb.finish();
        }
        return file;
    }

    private void effect(String... arguments) {
        byte[][] bytes = new byte[arguments.length][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
        }
        fold.apply(Args.of(bytes));
    }
}
