package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a directory's segments after a base, and makes them fit to be continued.
 *
 * <p>What a crash may leave, and what becomes of it:
 *
 * <table>
 *   <caption>Crash points</caption>
 *   <tr><td>a file without a header and without frames: reserved, or its header was torn</td><td>deleted</td></tr>
 *   <tr><td>a last segment with a header and no frame</td><td>deleted</td></tr>
 *   <tr><td>a last segment that ends in bytes which are no frame</td><td>a torn tail: cut, unless a sync note behind it proves that
 *       these bytes had been synced</td></tr>
 *   <tr><td>chunks of an entry whose last chunk is missing, at the end</td><td>cut, with the segments that only hold such chunks</td></tr>
 *   <tr><td>the same bytes anywhere else, a header that does not continue the segment before</td><td>an error</td></tr>
 * </table>
 *
 * Nothing is changed before all segments were read, and each step of the change leaves a directory that the next recovery understands. What was not proven synced is written again
 * and synced, since a process that ended after a failed sync may have left pages that the kernel holds for clean though the disk never had them. The
 * last segment is then closed; the writer goes on in a new one.
 */
public final class BinlogRecovery {
    private final SegmentStore store;
    private final int shard;

    /**
     * @param directory of the segments; made when missing
     * @param shard whose segments it must hold
     * @throws HeadwaterException if the directory cannot be made
     */
    public BinlogRecovery(Path directory, int shard) {
        this(new DiskSegmentStore(directory), shard);
    }

    BinlogRecovery(SegmentStore store, int shard) {
        this.store = store;
        this.shard = shard;
    }

    /**
     * Reads everything above the base, then cuts the tail.
     *
     * @param baseLsn the last lsn of the base; 0 without one
     * @throws HeadwaterException if the segments are damaged, have a gap among themselves or towards the base, or cannot be read; nothing was changed then
     */
    public RecoveredBinlog recover(long baseLsn, BinlogHandler handler) {
        try {
            BinlogSurvey survey = BinlogSurvey.of(store, shard, false);
            SegmentScan scan = new SegmentScan(store, baseLsn, Long.MAX_VALUE, handler);
            List<SegmentInfo> segments = scanAll(survey, scan, baseLsn);
            TailRepair repair = TailRepair.plan(store, survey, scan, segments);
            repair.execute();
            return result(scan, repair.kept(), baseLsn, repair.cutBytes());
        } catch (IOException e) {
            throw BinlogFailures.unreadable(store.describe(0), e);
        }
    }

    /**
     * Reads what lies above the base, up to an lsn, and changes nothing; the segments up to that lsn are closed, others may be written meanwhile.
     *
     * @param throughLsn records that end above it are not read
     * @throws HeadwaterException as {@link #recover}, also if the segments end below {@code throughLsn}
     */
    public RecoveredBinlog read(long baseLsn, long throughLsn, BinlogHandler handler) {
        try {
            BinlogSurvey survey = BinlogSurvey.of(store, shard, true);
            SegmentScan scan = new SegmentScan(store, baseLsn, throughLsn, handler);
            List<SegmentInfo> segments = scanAll(survey, scan, baseLsn);
            if (scan.chain().lastLsn() < throughLsn) {
                throw BinlogFailures.missing(
                        "the segments end at lsn " + scan.chain().lastLsn() + ", below " + throughLsn);
            }
            return result(scan, segments, baseLsn, 0);
        } catch (IOException e) {
            throw BinlogFailures.unreadable(store.describe(0), e);
        }
    }

    /** Reads the segments from the one that holds the base's last record on; that one may hold the newest note. */
    private List<SegmentInfo> scanAll(BinlogSurvey survey, SegmentScan scan, long baseLsn) throws IOException {
        List<SegmentHeader> headers = survey.segments();
        List<SegmentInfo> segments = new ArrayList<>();
        for (int i = 0; i < headers.size() && !scan.passedThrough(); i++) {
            SegmentHeader header = headers.get(i);
            boolean last = i == headers.size() - 1;
            SegmentInfo opened = opened(header);
            if (!last && opened(headers.get(i + 1)).lastLsnBefore() < baseLsn) {
                segments.add(behindBase(opened, headers.get(i + 1)));
                continue;
            }
            try (SegmentFile file = store.open(header.number(), SegmentStore.Access.READ)) {
                FrameReader.Found found = scan.scan(header, file);
                if (found == FrameReader.Found.BROKEN && (!last || survey.lastIsComplete())) {
                    throw BinlogFailures.damaged(store.describe(header.number()), scan.endBytes(), scan.problem());
                }
                LsnChain chain = scan.chain();
                long highest = chain.inChunkRun() ? chain.lastLsn() + 1 : chain.lastLsn();
                segments.add(opened.closed(highest, scan.endBytes()));
            }
        }
        return segments;
    }

    private SegmentInfo behindBase(SegmentInfo segment, SegmentHeader next) throws IOException {
        try (SegmentFile file = store.open(segment.number(), SegmentStore.Access.READ)) {
            return segment.closed(opened(next).lastLsnBefore(), file.size());
        }
    }

    private static SegmentInfo opened(SegmentHeader header) {
        return new SegmentInfo(
                header.number(), header.firstLsn(), header.nextChunk(), SegmentInfo.UNKNOWN, SegmentHeader.BYTES);
    }

    private static long firstReadableLsn(SegmentScan scan, List<SegmentInfo> segments, long lastLsn) {
        if (segments.isEmpty()) {
            return lastLsn + 1;
        }
        int first = segments.size() - 1;
        while (first > 0 && segments.get(first - 1).number() == segments.get(first).number() - 1) {
            first--;
        }
        return Math.max(scan.firstReadableLsn(), segments.get(first).lastLsnBefore() + 1);
    }

    private RecoveredBinlog result(SegmentScan scan, List<SegmentInfo> segments, long baseLsn, long cutBytes) {
        LsnChain chain = scan.chain();
        long lastLsn = Math.max(baseLsn, chain.lastLsn());
        return new RecoveredBinlog(
                shard,
                firstReadableLsn(scan, segments, lastLsn),
                lastLsn,
                chain.lastTimeMs(),
                chain.epoch(),
                chain.timeline(),
                chain.epochEnds(),
                scan.newestNote(),
                segments.isEmpty() ? 1 : segments.getLast().number() + 1,
                cutBytes,
                List.copyOf(segments));
    }
}
