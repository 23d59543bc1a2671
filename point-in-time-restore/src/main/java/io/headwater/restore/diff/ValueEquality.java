package io.headwater.restore.diff;

import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.Slice;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import java.util.Arrays;

/** Compares values by content, element for element; encodings do not count, nor the order of members. The values may be of different keyspaces. */
public final class ValueEquality {
    private ValueEquality() {}

    /** Whether both hold the same. */
    public static boolean equal(Value one, Value other) {
        return switch (one) {
            case StringValue string -> other instanceof StringValue another && Arrays.equals(string.bytes(), 0, string.length(), another.bytes(), 0, another.length());
            case HashValue hash -> other instanceof HashValue another && hash.size() == another.size() && sameFields(hash, another);
            case ListValue list -> other instanceof ListValue another && list.size() == another.size() && sameElements(list, another);
            case SetValue set -> other instanceof SetValue another && set.size() == another.size() && sameMembers(set, another);
            case StreamValue stream -> other instanceof StreamValue another && StreamEquality.equal(stream, another);
            case SortedSetValue set -> other instanceof SortedSetValue another && set.size() == another.size() && sameScores(set, another);
        };
    }

    private static boolean sameFields(HashValue one, HashValue other) {
        boolean[] same = {true};
        Slice found = new Slice();
        one.forEach((field, fieldOffset, fieldLength, value, offset, length) -> {
            if (same[0]) {
                same[0] = other.read(field, fieldOffset, fieldLength, found)
                        && Arrays.equals(value, offset, offset + length, found.bytes(), found.offset(), found.offset() + found.length());
            }
        });
        return same[0];
    }

    private static boolean sameElements(ListValue one, ListValue other) {
        ListValue.Cursor a = one.cursor(0, false);
        ListValue.Cursor b = other.cursor(0, false);
        while (a.next() && b.next()) {
            if (!b.equalTo(a.bytes(), a.offset(), a.length())) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameMembers(SetValue one, SetValue other) {
        boolean[] same = {true};
        one.forEach((member, offset, length) -> same[0] = same[0] && other.contains(member, offset, length));
        return same[0];
    }

    private static boolean sameScores(SortedSetValue one, SortedSetValue other) {
        boolean[] same = {true};
        // An absent member's score is NaN, which equals nothing; 0 and -0 are equal.
        one.forEach((member, offset, length, score) -> same[0] = same[0] && other.score(member, offset, length) == score);
        return same[0];
    }
}
