package io.headwater.cache.rdb;

import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.ValueType;
import io.headwater.cache.engine.digest.KeyspaceSum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads an RDB file for what it holds, and keeps nothing but the sum of its keys. One thread. */
public final class RdbDigest implements RdbVisitor {
    private final KeyspaceSum sum = new KeyspaceSum();
    private int db;

    private RdbDigest() {}

    /**
     * Reads a file to its end, its checksum included.
     *
     * @throws RdbException if it is damaged
     */
    public static KeyspaceSum of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            RdbDigest digest = new RdbDigest();
            new RdbReader(new RdbInput(in, Files.size(file)), digest).read();
            return digest.sum;
        }
    }

    @Override
    public void selectDb(int index) {
        db = index;
    }

    @Override
    public void string(byte[] key, byte[] content, long expireAtMs) {
        sum.begin(db, key, ValueType.STRING, expireAtMs);
        sum.ordered(content);
        sum.end();
    }

    @Override
    public void stream(byte[] key, StreamValue stream, long expireAtMs) {
        sum.add(db, key, stream, expireAtMs);
    }

    @Override
    public void beginHash(byte[] key, long count, long expireAtMs) {
        sum.begin(db, key, ValueType.HASH, expireAtMs);
    }

    @Override
    public void field(byte[] field, byte[] content) {
        sum.field(field, content);
    }

    @Override
    public void beginList(byte[] key, long count, long expireAtMs) {
        sum.begin(db, key, ValueType.LIST, expireAtMs);
    }

    @Override
    public void element(byte[] element) {
        sum.ordered(element);
    }

    @Override
    public void beginSet(byte[] key, long count, long expireAtMs) {
        sum.begin(db, key, ValueType.SET, expireAtMs);
    }

    @Override
    public void member(byte[] member) {
        sum.member(member);
    }

    @Override
    public void beginSortedSet(byte[] key, long count, long expireAtMs) {
        sum.begin(db, key, ValueType.ZSET, expireAtMs);
    }

    @Override
    public void scored(byte[] member, double score) {
        sum.scored(member, score);
    }

    @Override
    public void end() {
        sum.end();
    }
}
