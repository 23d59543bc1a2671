package io.headwater.cache.engine;

import java.nio.charset.StandardCharsets;

/** The types of values, by the names that TYPE replies. */
public enum ValueType {
    STRING("string"),
    LIST("list"),
    SET("set"),
    ZSET("zset"),
    HASH("hash"),
    STREAM("stream");

    private final String text;
    private final byte[] bytes;

    ValueType(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The lower-case name. */
    public String text() {
        return text;
    }

    /** The lower-case name in ASCII; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }
}
