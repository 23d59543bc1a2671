package io.headwater.cache.lua;

/** What a {@code cjson} may be told; each that {@code cjson.new()} makes has its own. */
final class JsonSettings {
    /** What becomes of numbers that JSON does not have. */
    enum Invalid {
        REFUSED,
        WRITTEN,
        NULL
    }

    boolean convertSparse;
    int sparseRatio = 2;
    int sparseSafe = 10;
    int encodeDepth = 1000;
    int decodeDepth = 1000;
    int precision = 14;
    boolean keepBuffer = true;
    Invalid encodeInvalid = Invalid.REFUSED;
    boolean decodeInvalid = true;
}
