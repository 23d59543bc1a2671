package io.headwater.cache.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of the log: every way in which a keyspace changes. Each op is a Redis command in a form that is absolute and deterministic, so that any Redis that
 * replays it comes to the same state. Arguments are given without the name; times are in ms since 1970, counts and indexes decimal.
 *
 * <p>An op once written is in logs for good: its meaning never changes, new ones are added.
 */
public enum EffectOp {
    /** {@code key value [PXAT ms | KEEPTTL]}; without either the expiry goes. */
    SET(2),
    /** {@code key value}; at the end of a string, created if absent. */
    APPEND(2),
    /** {@code key offset value}; zeros fill a gap. */
    SETRANGE(3),

    /** {@code key...}; absent keys are passed over. */
    DEL(1),
    /** {@code key ms}; no effect on an absent key. */
    PEXPIREAT(2),
    /** {@code key}. */
    PERSIST(1),
    /** {@code from to}; replaces {@code to}; the expiry comes along. */
    RENAME(2),
    /** {@code from to [DB n] REPLACE}; the expiry comes along. */
    COPY(3),
    /** {@code key db}; the key is absent there. */
    MOVE(2),

    /** {@code field value...} after the key. */
    HSET(3),
    /** {@code key field...}. */
    HDEL(2),

    /** {@code key value...}, each in turn to the head. */
    LPUSH(2),
    /** {@code key value...}. */
    RPUSH(2),
    /** {@code key count}. */
    LPOP(2),
    /** {@code key count}. */
    RPOP(2),
    /** {@code key index value}. */
    LSET(3),
    /** {@code key start stop}, inclusive, negative from the end. */
    LTRIM(3),
    /** {@code key count value}: count > 0 from the head, < 0 from the tail, 0 all. */
    LREM(3),
    /** {@code key BEFORE|AFTER pivot value}. */
    LINSERT(4),

    /** {@code key member...}. */
    SADD(2),
    /** {@code key member...}. */
    SREM(2),

    /** {@code score member...} after the key; scores parse back to the same double. */
    ZADD(3),
    /** {@code key member...}. */
    ZREM(2),

    /** {@code key id field value...}; the ID is above all others. */
    XADD(4),
    /** {@code key id...}; absent ones are passed over. */
    XDEL(2),
    /** {@code key MAXLEN = length}. */
    XTRIM(4),
    /** {@code key id [ENTRIESADDED n] MAXDELETEDID id}. */
    XSETID(4),
    /** {@code CREATE key group id [MKSTREAM] ENTRIESREAD n | SETID key group id ENTRIESREAD n | DESTROY key group | CREATECONSUMER|DELCONSUMER key group consumer}. */
    XGROUP(3),
    /** {@code key group id...}; those that are not pending are passed over. */
    XACK(3),
    /** {@code key group consumer 0 id... TIME ms RETRYCOUNT n FORCE JUSTID LASTID id}; the group and the entries are there, the consumer is created if it is not. */
    XCLAIM(12),

    /** {@code db}: the database of the entry's following effects. */
    SELECT(1),
    /** {@code db db}. */
    SWAPDB(2),
    /** No argument: the current database. */
    FLUSHDB(0),
    /** No argument. */
    FLUSHALL(0);

    private static final EffectOp[] ALL = values();
    private static final int SLOTS = 256;
    private static final int MULTIPLIER = perfectMultiplier();
    private static final @Nullable EffectOp[] BY_SLOT = bySlot();

    private final byte[] nameBytes;
    private final int minArguments;

    EffectOp(int minArguments) {
        this.nameBytes = name().getBytes(StandardCharsets.US_ASCII);
        this.minArguments = minArguments;
    }

    /** The name in ASCII; not to be changed. */
    public byte[] nameBytes() {
        return nameBytes;
    }

    /** Fewest arguments that the op takes, its name not counted. */
    public int minArguments() {
        return minArguments;
    }

    /** The op with this name (upper case, as it is written), or null if there is none. Allocates nothing. */
    public static @Nullable EffectOp named(byte[] b, int offset, int length) {
        EffectOp op = length < 3 ? null : BY_SLOT[slot(b, offset, length, MULTIPLIER)];
        boolean same = op != null && Arrays.equals(op.nameBytes, 0, op.nameBytes.length, b, offset, offset + length);
        return same ? op : null;
    }

    /** First three letters, the last one and the length tell all names apart; the multiplier spreads them over the slots without a clash. */
    private static int slot(byte[] b, int offset, int length, int multiplier) {
        int word = (b[offset] & 31) | (b[offset + 1] & 31) << 5 | (b[offset + 2] & 31) << 10 | (b[offset + length - 1] & 31) << 15 | length << 20;
        return (word * multiplier) >>> 24;
    }

    private static int perfectMultiplier() {
        for (int multiplier = 0x9E3779B1; ; multiplier += 2) {
            boolean[] taken = new boolean[SLOTS];
            boolean clash = false;
            for (EffectOp op : ALL) {
                int slot = slot(op.nameBytes, 0, op.nameBytes.length, multiplier);
                clash |= taken[slot];
                taken[slot] = true;
            }
            if (!clash) return multiplier;
        }
    }

    private static @Nullable EffectOp[] bySlot() {
        @Nullable EffectOp[] table = new EffectOp[SLOTS];
        for (EffectOp op : ALL) table[slot(op.nameBytes, 0, op.nameBytes.length, MULTIPLIER)] = op;
        return table;
    }
}
