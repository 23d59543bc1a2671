package io.headwater.cache.rdb;

import static io.headwater.cache.rdb.RdbFormat.*;

import java.io.IOException;
import java.util.OptionalDouble;

/** Reads the values that have elements, in each form that Redis up to 7.0 stored them. */
final class RdbCollections {
    private final RdbInput in;
    private final RdbVisitor visitor;

    RdbCollections(RdbInput in, RdbVisitor visitor) {
        this.in = in;
        this.visitor = visitor;
    }

    /**
     * Reads one value and hands it on.
     *
     * @return false if it has no elements, in which case nothing was handed on: Redis drops such keys when loading
     */
    boolean read(int type, byte[] key, long expireAtMs) throws IOException {
        return switch (type) {
            case TYPE_LIST -> list(key, expireAtMs);
            case TYPE_SET -> set(key, expireAtMs);
            case TYPE_ZSET, TYPE_ZSET_2 -> sortedSet(key, expireAtMs, type == TYPE_ZSET_2);
            case TYPE_HASH -> hash(key, expireAtMs);
            case TYPE_HASH_ZIPMAP -> packedHash(new Zipmap(in.string(), in.lastStringAt()), key, expireAtMs);
            case TYPE_HASH_ZIPLIST -> packedHash(new Ziplist(in.string(), in.lastStringAt()), key, expireAtMs);
            case TYPE_HASH_LISTPACK -> packedHash(new Listpack(in.string(), in.lastStringAt()), key, expireAtMs);
            case TYPE_ZSET_ZIPLIST -> packedSortedSet(new Ziplist(in.string(), in.lastStringAt()), key, expireAtMs);
            case TYPE_ZSET_LISTPACK -> packedSortedSet(new Listpack(in.string(), in.lastStringAt()), key, expireAtMs);
            case TYPE_LIST_ZIPLIST -> packedList(key, expireAtMs);
            case TYPE_SET_INTSET -> intset(key, expireAtMs);
            case TYPE_LIST_QUICKLIST -> quicklist(key, expireAtMs, false);
            case TYPE_LIST_QUICKLIST_2 -> quicklist(key, expireAtMs, true);
            case TYPE_STREAM, TYPE_STREAM_2 -> stream(key, expireAtMs, type == TYPE_STREAM_2);
            default -> throw unsupported(type, key);
        };
    }

    private RdbException unsupported(int type, byte[] key) {
        String name = switch (type) {
            case TYPE_MODULE_PRE_GA, TYPE_MODULE_2 -> "module value";
            default -> null;
        };
        return name == null
                ? in.damaged("unknown value type " + type)
                : new UnsupportedRdbTypeException(key, type, name, in.offset());
    }

    /** Redis keeps a stream that has no entry. */
    private boolean stream(byte[] key, long expireAtMs, boolean complete) throws IOException {
        visitor.stream(key, RdbStreams.read(in, complete), expireAtMs);
        return true;
    }

    private boolean list(byte[] key, long expireAtMs) throws IOException {
        long count = in.length();
        if (count == 0) {
            return false;
        }
        visitor.beginList(key, count, expireAtMs);
        for (long i = 0; i < count; i++) {
            visitor.element(in.string());
        }
        visitor.end();
        return true;
    }

    private boolean set(byte[] key, long expireAtMs) throws IOException {
        long count = in.length();
        if (count == 0) {
            return false;
        }
        visitor.beginSet(key, count, expireAtMs);
        for (long i = 0; i < count; i++) {
            visitor.member(in.string());
        }
        visitor.end();
        return true;
    }

    private boolean sortedSet(byte[] key, long expireAtMs, boolean binaryScores) throws IOException {
        long count = in.length();
        if (count == 0) {
            return false;
        }
        visitor.beginSortedSet(key, count, expireAtMs);
        for (long i = 0; i < count; i++) {
            byte[] member = in.string();
            double score = binaryScores ? Double.longBitsToDouble(in.i64()) : textScore();
            if (Double.isNaN(score)) {
                throw in.damaged("a score that is not a number");
            }
            visitor.scored(member, score);
        }
        visitor.end();
        return true;
    }

    private double textScore() throws IOException {
        int length = in.u8();
        switch (length) {
            case 253:
                return Double.NaN;
            case 254:
                return Double.POSITIVE_INFINITY;
            case 255:
                return Double.NEGATIVE_INFINITY;
            default:
        }
        OptionalDouble score = Score.parse(in.bytes(length));
        return score.orElse(Double.NaN);
    }

    private boolean hash(byte[] key, long expireAtMs) throws IOException {
        long count = in.length();
        if (count == 0) {
            return false;
        }
        visitor.beginHash(key, count, expireAtMs);
        for (long i = 0; i < count; i++) {
            visitor.field(in.string(), in.string());
        }
        visitor.end();
        return true;
    }

    private boolean packedHash(PackedEntries entries, byte[] key, long expireAtMs) throws IOException {
        long count = entries.pairs();
        if (count == 0) {
            return false;
        }
        visitor.beginHash(key, count, expireAtMs);
        for (long i = 0; i < count; i++) {
            visitor.field(entries.nextBytes(), entries.nextBytes());
        }
        visitor.end();
        return true;
    }

    private boolean packedSortedSet(PackedEntries entries, byte[] key, long expireAtMs) throws IOException {
        long count = entries.pairs();
        if (count == 0) {
            return false;
        }
        visitor.beginSortedSet(key, count, expireAtMs);
        for (long i = 0; i < count; i++) {
            visitor.scored(entries.nextBytes(), entries.nextScore());
        }
        visitor.end();
        return true;
    }

    private boolean packedList(byte[] key, long expireAtMs) throws IOException {
        Ziplist entries = new Ziplist(in.string(), in.lastStringAt());
        long count = entries.count();
        if (count == 0) {
            return false;
        }
        visitor.beginList(key, count, expireAtMs);
        elements(entries, count);
        visitor.end();
        return true;
    }

    private boolean intset(byte[] key, long expireAtMs) throws IOException {
        long[] members = Intset.read(in.string(), in.lastStringAt());
        if (members.length == 0) {
            return false;
        }
        visitor.beginSet(key, members.length, expireAtMs);
        for (long member : members) {
            visitor.member(Decimal.text(member));
        }
        visitor.end();
        return true;
    }

    /** Node by node, so that a list of any length needs the memory of its largest node. */
    private boolean quicklist(byte[] key, long expireAtMs, boolean listpacks) throws IOException {
        long nodes = in.length();
        boolean begun = false;
        for (long i = 0; i < nodes; i++) {
            long container = listpacks ? in.length() : NODE_PACKED;
            if (container != NODE_PLAIN && container != NODE_PACKED) {
                throw in.damaged("unknown kind of list node " + container);
            }
            byte[] node = in.string();
            PackedEntries entries = container == NODE_PLAIN ? null
                    : listpacks ? new Listpack(node, in.lastStringAt()) : new Ziplist(node, in.lastStringAt());
            long count = entries == null ? 1 : entries.count();
            if (count > 0 && !begun) {
                visitor.beginList(key, RdbVisitor.UNKNOWN_COUNT, expireAtMs);
                begun = true;
            }
            if (entries == null) {
                visitor.element(node);
            } else {
                elements(entries, count);
            }
        }
        if (begun) {
            visitor.end();
        }
        return begun;
    }

    private void elements(PackedEntries entries, long count) throws IOException {
        for (long i = 0; i < count; i++) {
            visitor.element(entries.nextBytes());
        }
    }
}
