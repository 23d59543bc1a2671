package io.headwater.cache.engine.digest;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Value;
import java.util.HexFormat;

/**
 * The digest of one key, 128 bits over database, key, type, value and absolute expiry, as 32 hexadecimal digits: what the key adds to the digest in the log. Two copies of a
 * key, on whatever node, have the same one if and only if they hold the same, but for values of more than {@value EntryHash#HUGE_ELEMENTS} elements, which count with
 * their number. One instance serves one thread.
 */
public final class KeyDigest {
    private static final HexFormat HEX = HexFormat.of();

    private final EntryHash hash = new EntryHash();

    /** The digest of a key that is there. */
    public String of(int database, Entry entry) {
        hash.of(database, entry);
        return text();
    }

    /**
     * The digest of a key.
     *
     * @param expireAtMs milliseconds since 1970, or {@link Entry#NO_EXPIRY}
     */
    public String of(int database, byte[] key, Value value, long expireAtMs) {
        hash.of(database, key, value, expireAtMs);
        return text();
    }

    private String text() {
        return HEX.toHexDigits(hash.high()) + HEX.toHexDigits(hash.low());
    }
}
