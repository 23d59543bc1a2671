package io.headwater.cache.rdb;

import java.io.IOException;

/** Writes hashes: a listpack while Redis would keep one, else field by field. */
final class HashEncoder {
    private final RdbOutput out;
    private final ListpackBuilder pack = new ListpackBuilder();
    private byte[] key = {};
    private long expireAtMs;
    private long count;
    private boolean packed;

    HashEncoder(RdbOutput out) {
        this.out = out;
    }

    void begin(byte[] hashKey, long fields, long hashExpireAtMs) throws IOException {
        key = hashKey;
        count = fields;
        expireAtMs = hashExpireAtMs;
        pack.clear();
        packed = fields <= RdbFormat.HASH_PACKED_MAX_FIELDS;
        if (!packed) {
            writeHeader();
        }
    }

    void field(byte[] field, int fieldOffset, int fieldLength, byte[] value, int valueOffset, int valueLength) throws IOException {
        if (packed && Math.max(fieldLength, valueLength) <= RdbFormat.HASH_PACKED_MAX_BYTES) {
            pack.add(field, fieldOffset, fieldLength);
            pack.add(value, valueOffset, valueLength);
            return;
        }
        if (packed) {
            unpack();
        }
        out.string(field, fieldOffset, fieldLength);
        out.string(value, valueOffset, valueLength);
    }

    void end() throws IOException {
        if (packed) {
            out.key(RdbFormat.TYPE_HASH_LISTPACK, key, expireAtMs);
            pack.finish(out);
        }
    }

    private void unpack() throws IOException {
        packed = false;
        writeHeader();
        int entries = pack.count();
        Listpack written = new Listpack(pack.finish(), out.offset());
        for (int i = 0; i < entries; i++) {
            out.string(written.nextBytes());
        }
    }

    private void writeHeader() throws IOException {
        out.key(RdbFormat.TYPE_HASH, key, expireAtMs);
        out.length(count);
    }
}
