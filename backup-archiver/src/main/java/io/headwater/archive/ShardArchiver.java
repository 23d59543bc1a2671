package io.headwater.archive;

import io.headwater.archive.store.Content;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.TopicReader;
import io.headwater.replication.TopicReader.TopicRecord;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.Seen;
import io.headwater.schemas.ArchiveManifest.Segment;
import io.headwater.schemas.ArchiveManifest.StoredObject;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.Position;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.Verdict;
import io.headwater.schemas.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rolls one shard's topic into the archive. All its state is the archive's: it starts where the last segment ends, and a death at any point
 * loses only work that is done again. One thread calls {@link #doWork} over and over.
 *
 * <p>A step that fails because the store or Kafka cannot be used throws and changes nothing; calling again tries again. While a segment waits to
 * be stored nothing is read, so the spool is bounded.
 */
public final class ShardArchiver implements AutoCloseable {
    private final Archive archive;
    private final int shard;
    private final TopicReader topic;
    private final RecordSchemas schemas;
    private final RollPolicy policy;
    private final Path spoolDirectory;
    private final LongSupplier monotonicMs;
    private final LogRecordReader record = new LogRecordReader();

    private LogFilter filter;
    private long nextOffset;
    private long sequence;
    private final TimelineOrigin origin = new TimelineOrigin();
    private OpenSegment open;
    private long openedMs;
    private @Nullable Closing closing;
    private volatile Position archived;
    private volatile long resumeOffset;
    private volatile long lastValidOffset = -1;

    /** A segment that is complete and on its way into the store. */
    private record Closing(Content content, ArchiveManifest manifest) {}

    /**
     * Finds where the archive ends.
     *
     * @param schemas refuses records that this version cannot read
     * @param spoolDirectory where the growing segment is kept
     * @param monotonicMs any clock that never steps
     * @throws HeadwaterException if the archive is damaged at its end, or belongs to another topic
     */
    public ShardArchiver(
            Archive archive,
            int shard,
            TopicReader topic,
            RecordSchemas schemas,
            RollPolicy policy,
            Path spoolDirectory,
            LongSupplier monotonicMs) {
        this.archive = archive;
        this.shard = shard;
        this.topic = topic;
        this.schemas = schemas;
        this.policy = policy;
        this.spoolDirectory = spoolDirectory;
        this.monotonicMs = monotonicMs;
        ArchivePoint point = ArchivePoint.find(archive, shard, topic.topicId());
        filter = new LogFilter(shard, point.readOn().filter());
        nextOffset = point.readOn().nextOffset();
        sequence = point.sequence();
        archived = point.end().filter().position();
        resumeOffset = point.readOn().nextOffset();
        open = new OpenSegment(spoolDirectory, point.end());
        openedMs = monotonicMs.getAsLong();
        topic.seek(nextOffset);
    }

    /** The position up to which everything is in the archive. Any thread. */
    public Position archived() {
        return archived;
    }

    /** The offset from which an archiver that starts anew would read on. Any thread. */
    public long resumeOffset() {
        return resumeOffset;
    }

    /** The newest record that was valid; -1 before the first that was read. Any thread. */
    public long lastValidOffset() {
        return lastValidOffset;
    }

    /** Kafka's id of the topic. */
    public String topicId() {
        return topic.topicId();
    }

    /** The offset that is read next. */
    public long nextOffset() {
        return nextOffset;
    }

    /**
     * Reads what is at hand, waiting up to the timeout for it, and stores a segment when one is due. Returns the number of records read.
     *
     * @throws HeadwaterException if the store or Kafka cannot be used now ({@link HeadwaterException#EXIT_UNAVAILABLE}), or the log can
     *     not be archived any further
     */
    public int doWork(Duration timeout) {
        if (closing != null) {
            store(closing);
        }
        int read = 0;
        boolean whole = false;
        try {
            for (TopicRecord next : topic.poll(timeout)) {
                schemas.check(next, topic.topic());
                take(next);
                read++;
                if (open.bytes() >= policy.segmentBytes() && !assembling()) {
                    roll();
                }
                if (nextOffset != next.offset() + 1) {
                    break; // another archiver was quicker, and this one goes on behind it
                }
            }
            whole = true;
        } finally {
            if (!whole) {
                topic.seek(nextOffset); // what was polled and not taken comes again
            }
        }
        if (monotonicMs.getAsLong() - openedMs >= policy.intervalMs() && !assembling()) {
            rollOrSay();
        }
        return read;
    }

    /** Stores what was read so far, however little it is; for an end in good order. */
    public void flush() {
        if (closing != null) {
            store(closing);
        }
        if (!assembling()) {
            rollOrSay();
        }
    }

    private void take(TopicRecord next) {
        byte[] value = next.value();
        int length = value.length - WireFormat.PREFIX_BYTES;
        record.wrap(value, WireFormat.PREFIX_BYTES, length);
        KafkaNote before = record.kind() == RecordKind.HEARTBEAT ? here() : open.start();
        Verdict verdict = filter.judge(record, next.offset());
        nextOffset = next.offset() + 1;
        if (!verdict.valid()) {
            return;
        }
        lastValidOffset = next.offset();
        if (open.isEmpty()) {
            openedMs = monotonicMs.getAsLong();
        }
        open.append(record, verdict, value, WireFormat.PREFIX_BYTES, length, before);
        if (verdict == Verdict.CHUNKED_ENTRY) {
            record.wrapBatchBody(filter.assembled());
        }
        if (verdict.takesEffect()) {
            open.countEffects(record);
            if (sequence == 0 && verdict != Verdict.CHUNKED_ENTRY) {
                record.wrap(value, WireFormat.PREFIX_BYTES, length);
                origin.note(record);
            }
        }
    }

    private KafkaNote here() {
        return new KafkaNote(topic.topicId(), nextOffset, filter.state());
    }

    /** A segment never ends inside a chunked entry: the filter's state there is none that can be stored. */
    private boolean assembling() {
        return filter.storableOffset(nextOffset) != nextOffset;
    }

    private void rollOrSay() {
        if (open.worthStoring()) {
            roll();
        } else if (!open.isEmpty() && sequence > 0) {
            archive.putSeen(new ArchiveManifest(
                    archive.cluster(), shard, open.beforeHeartbeat(), new Seen(sequence, open.heartbeatTimeMs())));
            resumeOffset = open.beforeHeartbeat().nextOffset();
            openedMs = monotonicMs.getAsLong();
        }
    }

    private void roll() {
        open.appendHeartbeat();
        KafkaNote end = here();
        SegmentName name = SegmentName.following(sequence, open.start());
        ArchiveManifest unsealed = new ArchiveManifest(
                archive.cluster(), shard, end, segment(new StoredObject(name.toString(), Sha256.NONE, 0)));
        String object = archive.segmentObject(shard, unsealed.timeline(), name);
        Content content = open.writer().finish(unsealed);
        try {
            Segment sealed = segment(new StoredObject(object, Sha256.of(content), content.length()));
            closing = new Closing(content, new ArchiveManifest(archive.cluster(), shard, end, sealed));
        } catch (IOException e) {
            throw open.writer().failed(e);
        }
        store(closing);
    }

    private Segment segment(StoredObject object) {
        return new Segment(object, sequence + 1, open.start(), open.firstTimeMs(), open.records(), open.effects());
    }

    private void store(Closing segment) {
        ArchiveManifest manifest = segment.manifest();
        Segment content = (Segment) manifest.content();
        StoredObject object = content.object();
        if (sequence == 0) {
            origin.store(archive, shard, manifest.timeline());
        }
        if (!archive.store().putIfAbsent(object.name(), segment.content()) && !isStored(object)) {
            yieldToAnother(manifest, content);
            return;
        }
        SegmentName name = SegmentName.following(sequence, content.start());
        archive.putManifest(archive.segmentManifest(shard, manifest.timeline(), name), manifest);
        sequence++;
        startAnew(manifest.end());
    }

    /** After a put whose answer was lost, the object that was in the way is this one. */
    private boolean isStored(StoredObject object) {
        return Sha256.of(archive.bytes(object.name())).equals(object.sha256());
    }

    private void startAnew(KafkaNote end) {
        open.close();
        closing = null;
        open = new OpenSegment(spoolDirectory, end);
        openedMs = monotonicMs.getAsLong();
        archived = end.filter().position();
        resumeOffset = end.nextOffset();
    }

    /** Another archiver was quicker, or this one in an earlier life that no listing told of: go on behind what is stored. */
    private void yieldToAnother(ArchiveManifest refused, Segment segment) {
        SegmentName name = SegmentName.following(sequence, segment.start());
        ArchivePoint point = ArchivePoint.behind(archive, shard, refused.timeline(), name, topic.topicId());
        sequence = point.sequence();
        filter = new LogFilter(shard, point.readOn().filter());
        nextOffset = point.readOn().nextOffset();
        topic.seek(nextOffset);
        startAnew(point.end());
    }

    @Override
    public void close() {
        open.close();
        topic.close();
    }
}
