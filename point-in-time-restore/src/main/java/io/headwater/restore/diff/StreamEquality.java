package io.headwater.restore.diff;

import io.headwater.cache.engine.PendingEntry;
import io.headwater.cache.engine.Slice;
import io.headwater.cache.engine.StreamCursor;
import io.headwater.cache.engine.StreamGroup;
import io.headwater.cache.engine.StreamId;
import io.headwater.cache.engine.StreamValue;
import java.util.Arrays;
import java.util.Iterator;

/** Compares streams: entries, counters, groups and what is pending; not when consumers were last seen. */
final class StreamEquality {
    private StreamEquality() {}

    static boolean equal(StreamValue one, StreamValue other) {
        return one.length() == other.length()
                && one.entriesAdded() == other.entriesAdded()
                && one.lastId().equals(other.lastId())
                && one.maxDeletedId().equals(other.maxDeletedId())
                && sameEntries(one.cursor(StreamId.MIN, StreamId.MAX, false), other.cursor(StreamId.MIN, StreamId.MAX, false))
                && sameGroups(one, other);
    }

    private static boolean sameEntries(StreamCursor one, StreamCursor other) {
        while (one.next()) {
            if (!other.next() || !one.id().equals(other.id()) || one.fields() != other.fields()) {
                return false;
            }
            while (one.nextField() && other.nextField()) {
                if (!same(one.field(), other.field()) || !same(one.value(), other.value())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean same(Slice one, Slice other) {
        return Arrays.equals(
                one.bytes(), one.offset(), one.offset() + one.length(), other.bytes(), other.offset(), other.offset() + other.length());
    }

    private static boolean sameGroups(StreamValue one, StreamValue other) {
        if (one.groups().size() != other.groups().size()) {
            return false;
        }
        for (StreamGroup group : one.groups()) {
            StreamGroup another = other.group(group.name());
            if (another == null || !same(group, another)) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(StreamGroup one, StreamGroup other) {
        boolean sameHead = one.lastId().equals(other.lastId())
                && one.entriesRead() == other.entriesRead()
                && one.pending().size() == other.pending().size()
                && one.consumers().size() == other.consumers().size()
                && one.consumers().stream().allMatch(consumer -> other.consumer(consumer.name()) != null);
        if (!sameHead) {
            return false;
        }
        Iterator<PendingEntry> others = other.pending().iterator();
        for (PendingEntry entry : one.pending()) {
            PendingEntry another = others.next();
            boolean same = entry.id().equals(another.id())
                    && entry.deliveries() == another.deliveries()
                    && entry.deliveredAtMs() == another.deliveredAtMs()
                    && Arrays.equals(entry.consumer().name(), another.consumer().name());
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
