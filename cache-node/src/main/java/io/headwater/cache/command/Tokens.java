package io.headwater.cache.command;

import java.nio.charset.StandardCharsets;

/** Words of effects, as they are written. */
final class Tokens {
    static final byte[] PXAT = "PXAT".getBytes(StandardCharsets.US_ASCII);
    static final byte[] KEEPTTL = "KEEPTTL".getBytes(StandardCharsets.US_ASCII);
    static final byte[] REPLACE = "REPLACE".getBytes(StandardCharsets.US_ASCII);
    static final byte[] DB = "DB".getBytes(StandardCharsets.US_ASCII);

    private Tokens() {}
}
