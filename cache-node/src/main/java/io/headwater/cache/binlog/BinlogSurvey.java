package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LogSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a look at the headers of a directory's segment files tells.
 *
 * @param segments those with a header, by number
 * @param unused files behind the last of them that were reserved and hold no frame, by number
 * @param lastIsComplete a header behind the last segment was begun: whatever that segment held had been synced
 */
record BinlogSurvey(List<SegmentHeader> segments, List<Long> unused, boolean lastIsComplete) {
    /**
     * Reads every header.
     *
     * @param live the directory is being written: the first file without a header ends the survey
     * @throws HeadwaterException if a file is not this shard's, or its header is damaged
     */
    static BinlogSurvey of(SegmentStore store, int shard, boolean live) throws IOException {
        List<SegmentHeader> segments = new ArrayList<>();
        List<Long> unused = new ArrayList<>();
        boolean begun = false;
        for (long number : store.numbers()) {
            try (SegmentFile file = store.open(number, SegmentStore.Access.READ)) {
                byte[] start = start(file);
                SegmentHeader.Kind kind = SegmentHeader.kind(start);
                if (live && kind != SegmentHeader.Kind.VALID) {
                    break;
                }
                switch (kind) {
                    case VALID -> {
                        if (!unused.isEmpty()) {
                            throw BinlogFailures.damaged(
                                    store.describe(unused.getFirst()),
                                    0,
                                    "no header, though segment " + number + " follows it");
                        }
                        segments.add(checked(SegmentHeader.decode(start), shard, number, store));
                    }
                    case FOREIGN ->
                        throw BinlogFailures.foreign(store.describe(number), "was written by a newer version");
                    case BLANK -> {
                        requireNoFrames(file, number, store);
                        unused.add(number);
                    }
                    case BROKEN -> {
                        requireNoFrames(file, number, store);
                        unused.add(number);
                        begun = true;
                    }
                }
            }
        }
        return new BinlogSurvey(segments, unused, begun);
    }

    private static byte[] start(SegmentFile file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(SegmentHeader.BYTES);
        int read = 0;
        while (start.hasRemaining() && read >= 0) {
            read = file.read(start, start.position());
        }
        return Arrays.copyOf(start.array(), start.position());
    }

    private static SegmentHeader checked(SegmentHeader header, int shard, long number, SegmentStore store) {
        String name = store.describe(number);
        if (header.number() != number) {
            throw BinlogFailures.foreign(name, "was renamed: it is segment " + header.number());
        }
        if (header.shard() != shard) {
            throw BinlogFailures.foreign(name, "belongs to shard " + header.shard() + ", not to " + shard);
        }
        if (header.fingerprint() != LogSchema.FINGERPRINT) {
            throw BinlogFailures.foreign(
                    name, "has records of an unknown schema, fingerprint " + Long.toHexString(header.fingerprint()));
        }
        return header;
    }

    /** A header is synced before the first frame is written, so a file without one and with frames has lost it. */
    private static void requireNoFrames(SegmentFile file, long number, SegmentStore store) throws IOException {
        long end = Zeros.end(file, SegmentHeader.BYTES);
        if (end > SegmentHeader.BYTES) {
            throw BinlogFailures.damaged(store.describe(number), 0, "no header, but data up to offset " + end);
        }
    }
}
