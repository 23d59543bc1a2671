package io.headwater.archive.replay;

import io.headwater.archive.Archive;
import io.headwater.archive.DamagedObjectException;
import io.headwater.archive.SegmentReader;
import io.headwater.replication.JudgedLog;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.ShardReader;
import io.headwater.replication.TopicReader.TopicEnd;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A shard's log whose front is gone from the topic: the archive's segments, as far as they go, then the topic. Each piece must begin where the one before it ends. The
 * archiver may store more meanwhile, and the topic be trimmed up to there: then the archive is read on before the topic is.
 */
public final class ArchivedLog implements JudgedLog {
    private static final int MAX_RECORDS = 1024;
    private static final int MAX_BYTES = 4 << 20;

    private final int shard;
    private final Archive archive;
    private final Timeline timeline;
    private final Function<KafkaNote, ShardReader> topics;
    private final Position beginsAfter;
    private final LogRecordReader record = new LogRecordReader();

    private SegmentFetcher fetcher;
    private long lastSequence;
    private long archivedTo;
    private @Nullable SegmentReader records;
    private @Nullable LogFilter filter;
    private KafkaNote end;
    private String object = "";
    private long judged;
    /** Only asked for its end until the archive is through. */
    private ShardReader topic;
    private boolean inTopic;

    private ArchivedLog(int shard, Archive archive, Timeline timeline, List<SegmentInfo> way, ShardReader topic, Function<KafkaNote, ShardReader> topics) {
        this.shard = shard;
        this.archive = archive;
        this.timeline = timeline;
        this.topics = topics;
        this.topic = topic;
        this.beginsAfter = way.getFirst().after();
        this.end = new KafkaNote("", way.getFirst().startOffset(), FilterState.START);
        this.fetcher = fetch(way);
    }

    private SegmentFetcher fetch(List<SegmentInfo> way) {
        lastSequence = way.getLast().sequence();
        archivedTo = way.getLast().endOffset();
        return new SegmentFetcher(archive, way);
    }

    /**
     * Opens a shard's log: the topic alone while it has its beginning.
     *
     * @param topics opens the topic behind a note
     * @param archive null if none is known
     * @param wanted segments up to the first of these may be left out
     * @throws HeadwaterException if the topic was trimmed and the archive does not lead up to what is left of it
     */
    public static JudgedLog open(int shard, Function<KafkaNote, ShardReader> topics, @Nullable Archive archive, Predicate<SegmentInfo> wanted) {
        ShardReader whole = topics.apply(KafkaNote.NONE);
        try {
            long oldest = whole.topic().beginning();
            if (oldest == 0) return whole;
            if (archive == null) throw trimmed(whole, oldest, "name the archive that has it with --store");
            for (Timeline timeline : archive.timelines(shard)) {
                ArchiveListing listing = ArchiveListing.of(archive, shard, timeline);
                KafkaNote end = listing.end();
                if (end == null || !end.topicId().equals(whole.topic().topicId())) continue;
                List<SegmentInfo> way = way(listing.history().segments(), wanted);
                if (way.isEmpty() || way.getLast().endOffset() < oldest) break;
                return new ArchivedLog(shard, archive, timeline, way, whole, topics);
            }
            throw trimmed(whole, oldest, "the archive " + archive.store().url() + " does not have it either: use another --store");
        } catch (HeadwaterException e) {
            whole.close();
            throw e;
        }
    }

    /** The segments without a hole up to the last, from the first that is wanted on. */
    private static List<SegmentInfo> way(List<SegmentInfo> segments, Predicate<SegmentInfo> wanted) {
        int first = segments.size() - 1;
        while (first > 0 && segments.get(first - 1).sequence() == segments.get(first).sequence() - 1 && segments.get(first - 1).bytes() != SegmentInfo.MISSING) {
            first--;
        }
        while (first >= 0 && first < segments.size() - 1 && !wanted.test(segments.get(first))) first++;
        return first < 0 ? List.of() : segments.subList(first, segments.size());
    }

    private static HeadwaterException trimmed(ShardReader topic, long oldest, String hint) {
        return new HeadwaterException(
                "topic " + topic.topic().topic() + " begins at offset " + oldest + ": what was before it was trimmed", hint, HeadwaterException.EXIT_UNAVAILABLE);
    }

    @Override
    public List<JudgedRecord> poll(Duration timeout) {
        while (!inTopic) {
            List<JudgedRecord> archived = pollArchive();
            if (!archived.isEmpty()) return archived;
            if (records == null) goOnBehindTheArchive();
        }
        return topic.poll(timeout);
    }

    private List<JudgedRecord> pollArchive() {
        SegmentReader segment = records == null ? nextSegment() : records;
        if (segment == null) return List.of();
        LogFilter judge = Objects.requireNonNull(filter);
        List<JudgedRecord> valid = new ArrayList<>();
        int bytes = 0;
        while (valid.size() < MAX_RECORDS && bytes < MAX_BYTES) {
            if (!segment.next()) {
                records = null;
                break;
            }
            byte[] payload = Arrays.copyOfRange(segment.bytes(), segment.offset(), segment.offset() + segment.length());
            bytes += payload.length;
            record.wrap(payload, 0, payload.length);
            Verdict verdict = judge.judge(record, judged++);
            if (!verdict.valid()) throw new DamagedObjectException(object, "holds a record that is not valid");
            byte[] entry = verdict == Verdict.CHUNKED_ENTRY ? judge.assembled() : null;
            valid.add(new JudgedRecord(
                    end.nextOffset(), verdict, payload, 0, payload.length, record.epoch(), record.lastLsn(), record.timeMs(), entry));
        }
        return valid;
    }

    private @Nullable SegmentReader nextSegment() {
        SegmentFetcher.Fetched fetched = fetcher.next();
        if (fetched == null) return null;
        object = fetched.segment().object().name();
        FilterState start = fetched.segment().start().filter();
        if (filter == null) {
            filter = new LogFilter(shard, start);
        } else if (!filter.state().equals(start)) {
            throw new DamagedObjectException(object, "starts at " + start.position() + " and does not continue what is before it");
        }
        end = fetched.manifest().end();
        return records = new SegmentReader(fetched.bytes(), fetched.length(), object, null);
    }

    private void goOnBehindTheArchive() {
        ShardReader rest = topics.apply(end);
        long oldest = rest.topic().beginning();
        if (end.nextOffset() >= oldest) {
            topic.close();
            topic = rest;
            inTopic = true;
            return;
        }
        try {
            List<SegmentInfo> more = ArchiveListing.of(archive, shard, timeline).history().segments().stream()
                    .filter(segment -> segment.sequence() > lastSequence)
                    .toList();
            if (more.isEmpty() || more.getFirst().sequence() != lastSequence + 1) throw trimmed(rest, oldest, "run the command again");
            fetcher.close();
            fetcher = fetch(more);
        } finally {
            rest.close();
        }
    }

    @Override
    public Position beginsAfter() {
        return beginsAfter;
    }

    @Override
    public Position position() {
        if (inTopic) return topic.position();
        return filter == null ? beginsAfter : filter.state().position();
    }

    @Override
    public long nextOffset() {
        // While the archive is read, at most the offset of what was read last: it is not through yet.
        return inTopic ? topic.nextOffset() : Math.min(end.nextOffset(), archivedTo) - 1;
    }

    @Override
    public long neededOffset() {
        return inTopic ? topic.neededOffset() : archivedTo;
    }

    @Override
    public TopicEnd end() {
        return topic.end();
    }

    @Override
    public void close() {
        fetcher.close();
        topic.close();
    }
}
