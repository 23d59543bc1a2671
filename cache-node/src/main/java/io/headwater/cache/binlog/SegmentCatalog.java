package io.headwater.cache.binlog;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Which segments there are. The binlog thread adds and closes, whoever places a base removes, readers look up: any thread. */
final class SegmentCatalog {
    private final ConcurrentSkipListMap<Long, SegmentInfo> segmentByNumber = new ConcurrentSkipListMap<>();

    SegmentCatalog(Iterable<SegmentInfo> segments) {
        segments.forEach(this::put);
    }

    /** Adds a segment, or replaces what was known of it. */
    void put(SegmentInfo segment) {
        segmentByNumber.put(segment.number(), segment);
    }

    void remove(long number) {
        segmentByNumber.remove(number);
    }

    @Nullable SegmentInfo find(long number) {
        return segmentByNumber.get(number);
    }

    @Nullable SegmentInfo oldest() {
        Map.Entry<Long, SegmentInfo> first = segmentByNumber.firstEntry();
        return first == null ? null : first.getValue();
    }

    /** The segment with the first frame that ends above {@code lsn}; the newest one when there is none yet, null without segments. */
    @Nullable SegmentInfo firstAbove(long lsn) {
        SegmentInfo found = null;
        for (SegmentInfo segment : segmentByNumber.descendingMap().values()) {
            if (found != null && found.lastLsnBefore() <= lsn) {
                break;
            }
            found = segment;
        }
        return found;
    }

    /** How many segments there are. */
    int count() {
        return segmentByNumber.size();
    }

    /** Bytes of frames and headers in all closed segments. */
    long closedBytes() {
        long bytes = 0;
        for (SegmentInfo segment : segmentByNumber.values()) {
            bytes += segment.lastLsn() == SegmentInfo.UNKNOWN ? 0 : segment.endBytes();
        }
        return bytes;
    }
}
