package io.headwater.cache.rdb;

/**
 * The numbers of the format, as Redis 7.0's {@code rdb.h} fixes them, and the sizes up to which stock Redis keeps a
 * collection packed ({@code redis.conf}'s defaults).
 */
final class RdbFormat {
    /** The version that Redis 7.0 writes; it reads this and every older one. */
    static final int VERSION = 10;
    /** From this version on a file ends in a checksum. */
    static final int FIRST_VERSION_WITH_CHECKSUM = 5;

    static final int OP_FUNCTION2 = 245;
    static final int OP_FUNCTION_PRE_GA = 246;
    static final int OP_MODULE_AUX = 247;
    static final int OP_IDLE = 248;
    static final int OP_FREQ = 249;
    static final int OP_AUX = 250;
    static final int OP_RESIZE_DB = 251;
    static final int OP_EXPIRE_MS = 252;
    static final int OP_EXPIRE_SECONDS = 253;
    static final int OP_SELECT_DB = 254;
    static final int OP_EOF = 255;

    static final int TYPE_STRING = 0;
    static final int TYPE_LIST = 1;
    static final int TYPE_SET = 2;
    static final int TYPE_ZSET = 3;
    static final int TYPE_HASH = 4;
    static final int TYPE_ZSET_2 = 5;
    static final int TYPE_MODULE_PRE_GA = 6;
    static final int TYPE_MODULE_2 = 7;
    static final int TYPE_HASH_ZIPMAP = 9;
    static final int TYPE_LIST_ZIPLIST = 10;
    static final int TYPE_SET_INTSET = 11;
    static final int TYPE_ZSET_ZIPLIST = 12;
    static final int TYPE_HASH_ZIPLIST = 13;
    static final int TYPE_LIST_QUICKLIST = 14;
    static final int TYPE_STREAM = 15;
    static final int TYPE_HASH_LISTPACK = 16;
    static final int TYPE_ZSET_LISTPACK = 17;
    static final int TYPE_LIST_QUICKLIST_2 = 18;
    static final int TYPE_STREAM_2 = 19;

    /** A quicklist node that is one bare element. */
    static final int NODE_PLAIN = 1;
    /** A quicklist node that is a listpack. */
    static final int NODE_PACKED = 2;

    /** In a length's place: the string is an integer, or compressed. */
    static final int STRING_INT8 = 0;
    static final int STRING_INT16 = 1;
    static final int STRING_INT32 = 2;
    static final int STRING_LZF = 3;

    static final int HASH_PACKED_MAX_FIELDS = 512;
    static final int HASH_PACKED_MAX_BYTES = 64;
    static final int ZSET_PACKED_MAX_MEMBERS = 128;
    static final int ZSET_PACKED_MAX_BYTES = 64;
    static final int SET_INTSET_MAX_MEMBERS = 512;
    static final int LIST_NODE_MAX_BYTES = 8 * 1024;
    /** Redis never packs an element of this size or more. */
    static final int LIST_PLAIN_MIN_BYTES = 1 << 30;

    private RdbFormat() {}
}
