package io.headwater.cache.engine.digest;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.ListValue;

/**
 * Keeps the sum of a list while effects change it at its ends or at an index, at the cost of the elements that they name or drop.
 *
 * <p>The sum is a polynomial over the integers modulo 2^64, element {@code i} times {@code R^i} with an odd {@code R}, which has an inverse: what comes in front multiplies the
 * others by {@code R}, what goes there divides them. Two elements that changed places at a distance of 2^k leave k + 2 of a lane's 64 bits unmoved; enough of the two lanes remain.
 */
final class ListSum {
    private static final long BACK_LOW = inverse(EntryHash.NEXT_LOW);
    private static final long BACK_HIGH = inverse(EntryHash.NEXT_HIGH);

    private final EntryHash hash;

    ListSum(EntryHash hash) {
        this.hash = hash;
    }

    /** Whether the effect leaves the order of what it does not name as it is; the others would have to be hashed as a whole. */
    static boolean follows(EffectOp op) {
        return switch (op) {
            case LPUSH, RPUSH, LPOP, RPOP, LTRIM, LSET -> true;
            default -> false;
        };
    }

    /** Takes out what the effect is about to drop or replace. */
    void before(ListValue list, EffectOp op, Args effect, ElementSum sum) {
        long size = list.size();
        switch (op) {
            case LPOP -> dropFirst(list, Math.clamp(effect.toLong(2), 0, size), sum);
            case RPOP -> dropLast(list, Math.clamp(effect.toLong(2), 0, size), sum);
            case LTRIM -> {
                long start = Math.max(0, fromHead(effect.toLong(2), size));
                long stop = Math.min(fromHead(effect.toLong(3), size), size - 1);
                if (start > stop) return; // nothing is left, the key neither
                dropLast(list, size - 1 - stop, sum);
                dropFirst(list, start, sum);
            }
            case LSET -> {
                ListValue.Cursor at = list.cursor(fromHead(effect.toLong(2), size), false);
                if (at.next()) at(fromHead(effect.toLong(2), size), at.bytes(), at.offset(), at.length(), sum, false);
            }
            default -> {}
        }
    }

    /** Puts in what the effect has added. */
    void after(ListValue list, EffectOp op, Args effect, ElementSum sum) {
        long size = list.size();
        switch (op) {
            case LPUSH -> {
                for (int i = 2; i < effect.count(); i++) {
                    sum.low = sum.low * EntryHash.NEXT_LOW + hash.low(effect.bytes(), effect.offset(i), effect.length(i));
                    sum.high = sum.high * EntryHash.NEXT_HIGH + hash.high(effect.bytes(), effect.offset(i), effect.length(i));
                }
            }
            case RPUSH -> {
                long index = size - (effect.count() - 2);
                for (int i = 2; i < effect.count(); i++) at(index++, effect.bytes(), effect.offset(i), effect.length(i), sum, true);
            }
            case LSET -> at(fromHead(effect.toLong(2), size), effect.bytes(), effect.offset(3), effect.length(3), sum, true);
            default -> {}
        }
    }

    private void dropFirst(ListValue list, long count, ElementSum sum) {
        ListValue.Cursor cursor = list.cursor(0, false);
        for (long i = 0; i < count && cursor.next(); i++) {
            sum.low = (sum.low - hash.low(cursor.bytes(), cursor.offset(), cursor.length())) * BACK_LOW;
            sum.high = (sum.high - hash.high(cursor.bytes(), cursor.offset(), cursor.length())) * BACK_HIGH;
        }
    }

    private void dropLast(ListValue list, long count, ElementSum sum) {
        long index = list.size() - 1;
        ListValue.Cursor cursor = list.cursor(index, true);
        for (long i = 0; i < count && cursor.next(); i++) at(index--, cursor.bytes(), cursor.offset(), cursor.length(), sum, false);
    }

    private void at(long index, byte[] bytes, int offset, int length, ElementSum sum, boolean in) {
        long low = hash.low(bytes, offset, length) * power(EntryHash.NEXT_LOW, index);
        long high = hash.high(bytes, offset, length) * power(EntryHash.NEXT_HIGH, index);
        sum.low += in ? low : -low;
        sum.high += in ? high : -high;
    }

    private static long fromHead(long index, long size) {
        return index < 0 ? index + size : index;
    }

    private static long power(long base, long exponent) {
        long result = 1;
        long square = base;
        for (long left = exponent; left > 0; left >>= 1) {
            if ((left & 1) == 1) result *= square;
            square *= square;
        }
        return result;
    }

    /** Of an odd number, modulo 2^64: each of Newton's steps doubles the bits that are right, three at the start. */
    private static long inverse(long odd) {
        long x = odd;
        for (int i = 0; i < 5; i++) x *= 2 - odd * x;
        return x;
    }
}
