package io.headwater.publisher;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.cache.node.LocalLog;
import io.headwater.publisher.Heartbeats.Beat;
import io.headwater.publisher.InFlight.Sent;
import io.headwater.publisher.InFlight.Told;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.LogRangeException;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.Verdict;
import io.headwater.schemas.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the log to where the binlog is, one epoch's records in order, each exactly once as far as the log filter sees. Never blocks for long: its thread
 * calls {@link #doWork} again and again.
 *
 * <pre>
 * PUBLISHING -> RESOLVING   a record failed, or does not stand at the offset where it was expected
 * RESOLVING  -> PUBLISHING  the filter was run to the topic's end, and the epoch is still the one that is published
 * </pre>
 *
 * While acknowledged offsets are contiguous nobody else's record can stand between them, and what this side judges by the filter is
 * what every reader will. As soon as they are not, nothing counts but what the topic holds: the appender is closed, the topic is read from the last settled
 * offset, and a new appender goes on behind the last lsn found. What the old one still had under way may land later; its counters
 * make it void then.
 *
 * <p>Owned by one thread.
 */
final class Publication implements AutoCloseable {
    /** What may be handed to an appender and not be settled; with one record more, still less than readers bear behind a gap. */
    static final long MAX_IN_FLIGHT_BYTES = LogFilter.MAX_GAP_BYTES / 2 - FrameCodec.MAX_PAYLOAD_BYTES;

    /** With a record under way for so long Kafka is away: more of them would not help, and a producer without metadata would block. */
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int RECORDS_PER_TURN = 256;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

    private enum State {
        PUBLISHING,
        RESOLVING
    }

    private final PublisherTopic topic;
    private final LocalLog local;
    private final int shard;
    private final int schemaId;
    private final long epoch;
    private final long publisher;
    private final Consumer<List<JudgedRecord>> found;
    private final Heartbeats heartbeats;
    private final LongSupplier nanoTime;
    private final Signal signal;
    private final LogRecordReader record = new LogRecordReader();

    private State state = State.PUBLISHING;
    private ShardReader log;
    private boolean logClosed;
    private InFlight inFlight = new InFlight();
    private @Nullable TopicAppender appender;
    private @Nullable BinlogReader binlog;
    private LogFilter ahead;
    private FilterState sentBefore;
    private long sentLsn;

    private KafkaNote resumeFrom;
    private boolean endKnown;
    private long end;
    private long retryAtNanos;
    private long retryNanos = FIRST_RETRY_NANOS;

    /**
     * @param log has read the topic to an end at which the epoch to publish is the current one; belongs to this object until {@link #release}
     * @param found is given what is read while the log's end is being resolved: among it may be records of an earlier process of this node that
     *     landed late and that the directory has lost
     * @param heartbeats where the writer thread offers them
     * @param signal woken when an outcome was told
     */
    Publication(
            PublisherTopic topic,
            LocalLog local,
            int shard,
            int schemaId,
            ShardReader log,
            Consumer<List<JudgedRecord>> found,
            Heartbeats heartbeats,
            LongSupplier nanoTime,
            Signal signal) {
        this.topic = topic;
        this.local = local;
        this.shard = shard;
        this.schemaId = schemaId;
        this.epoch = log.state().epoch();
        this.publisher = log.state().publisher();
        this.log = log;
        this.found = found;
        this.heartbeats = heartbeats;
        this.nanoTime = nanoTime;
        this.signal = signal;
        this.resumeFrom = log.note();
        this.sentBefore = log.state();
        this.ahead = new LogFilter(shard, resumeFrom.filter());
        this.sentLsn = log.lastLsn();
    }

    /**
     * Does what can be done now; false if there was nothing.
     *
     * @throws HeadwaterException if the epoch has ended, or log and binlog contradict each other: publishing is over
     */
    boolean doWork() {
        return switch (state) {
            case PUBLISHING -> publish();
            case RESOLVING -> resolve();
        };
    }

    private boolean publish() {
        boolean settled = settle();
        if (state != State.PUBLISHING) {
            return true;
        }
        try {
            return send() || settled;
        } catch (LogUnavailableException away) {
            startResolving("no appender can be had", log.note());
            tryLater(away);
            return true;
        }
    }

    /** Takes over what the appender has told, in order, as long as it is what was expected. */
    private boolean settle() {
        boolean worked = false;
        for (Told told = inFlight.nextTold(); told != null; told = inFlight.nextTold()) {
            worked = true;
            Sent sent = inFlight.oldest();
            if (sent == null) {
                throw new IllegalStateException("an outcome without a record");
            }
            if (told.failure() != null) {
                startResolving("a record was not acknowledged: " + told.failure(), log.note());
                return true;
            }
            if (told.offset() != log.nextOffset()) {
                unexpected(told.offset());
                return true;
            }
            log.accept(sent.value(), WireFormat.PREFIX_BYTES, sent.value().length - WireFormat.PREFIX_BYTES);
            inFlight.settleOldest();
        }
        return worked;
    }

    private void unexpected(long offset) {
        if (offset >= 0 && offset < log.nextOffset()) {
            startOver("offset " + offset + " was acknowledged where " + log.nextOffset() + " was expected");
        } else {
            startResolving("offset " + offset + " was acknowledged where " + log.nextOffset() + " was expected", log.note());
        }
    }

    /** The log was truncated: no offset read so far can be trusted, so the whole topic is read again. */
    private void startOver(String reason) {
        LOG.error("ALARM: topic {} lost acknowledged records: {}; reading it again from its start", topic.name(), reason);
        KafkaNote start = new KafkaNote(log.note().topicId(), 0, FilterState.START);
        local.note(start); // the offsets in older notes may stand for other records by the next restart
        startResolving(reason, start);
    }

    private void startResolving(String reason, KafkaNote from) {
        transition(State.RESOLVING, reason);
        closeAppender();
        closeBinlog();
        inFlight = new InFlight();
        resumeFrom = from;
        closeLog();
        retryNanos = FIRST_RETRY_NANOS;
        retryAtNanos = nanoTime.getAsLong();
    }

    /** Reads a part of what lies between the last settled offset and the topic's end. */
    private boolean resolve() {
        if (nanoTime.getAsLong() - retryAtNanos < 0) {
            return false;
        }
        try {
            if (logClosed) {
                log = topic.open(resumeFrom);
                logClosed = false;
                endKnown = false;
            }
            if (!endKnown) {
                end = log.end().offset();
                endKnown = true;
            }
            if (log.nextOffset() > end) {
                throw LogRangeException.truncated(topic.name(), log.nextOffset());
            }
            if (log.nextOffset() < end) {
                long before = log.nextOffset();
                found.accept(log.poll(POLL));
                endKnown = log.nextOffset() > before; // an end that does not come nearer may be no longer there
            }
            if (endKnown && log.nextOffset() >= end) {
                resume();
            }
        } catch (LogUnavailableException away) {
            tryLater(away);
        } catch (LogRangeException outside) {
            if (!outside.truncated() || resumeFrom.nextOffset() == 0) {
                throw outside;
            }
            startOver(String.valueOf(outside.getMessage()));
        }
        return true;
    }

    private void tryLater(LogUnavailableException away) {
        LOG.warn("topic {} is out of reach: {}", topic.name(), away.getMessage());
        if (!logClosed) {
            resumeFrom = log.note();
            closeLog();
        }
        retryAtNanos = nanoTime.getAsLong() + retryNanos;
        retryNanos = Math.min(LAST_RETRY_NANOS, retryNanos * 2);
    }

    private void resume() {
        FilterState found = log.state();
        if (found.epoch() > epoch) {
            throw Fencing.deposed(shard, found);
        }
        if (found.epoch() < epoch || found.publisher() != publisher) {
            throw Fencing.epochLost(topic.name(), found, epoch);
        }
        transition(State.PUBLISHING, "the log ends at lsn " + found.lastLsn() + ", offset " + log.nextOffset());
        sentBefore = found;
        ahead = new LogFilter(shard, log.note().filter());
        sentLsn = found.lastLsn();
    }

    /** Hands over what the binlog holds beyond the log, then, with nothing under way, a heartbeat. */
    private boolean send() {
        if (!responsive(STALLED_NANOS)) {
            return false;
        }
        TopicAppender out = openAppender();
        BinlogReader frames = openBinlog();
        int sent = 0;
        while (inFlight.bytes() < MAX_IN_FLIGHT_BYTES && sent < RECORDS_PER_TURN && frames.next()) {
            sendNew(out, frames.bytes(), frames.offset(), frames.length());
            sent++;
        }
        if (sent == 0 && inFlight.isEmpty()) {
            Beat beat = heartbeats.take(log.lastLsn());
            if (beat != null) {
                sendNew(out, beat.record(), 0, beat.record().length);
                sent++;
            }
        }
        return sent > 0;
    }

    /**
     * Judges the record as every reader will, before it is appended: a mistake of this side must not become a gap in the log.
     */
    private void sendNew(TopicAppender out, byte[] bytes, int offset, int length) {
        record.wrap(bytes, offset, length);
        Verdict verdict = ahead.judge(record, -1);
        if (alreadyInLog() || verdict == Verdict.VOID && record.kind() == RecordKind.HEARTBEAT) {
            return;
        }
        if (verdict == Verdict.VOID) {
            throw new HeadwaterException(
                    "the binlog holds lsn " + record.lastLsn() + " of epoch " + record.epoch() + " where the log of epoch " + epoch
                            + " ends at lsn " + log.lastLsn(),
                    "this directory and the topic do not belong together",
                    HeadwaterException.EXIT_CORRUPT);
        }
        byte[] value = new byte[WireFormat.PREFIX_BYTES + length];
        WireFormat.write(value, 0, schemaId);
        System.arraycopy(bytes, offset, value, WireFormat.PREFIX_BYTES, length);
        sentLsn = record.lastLsn();
        InFlight current = inFlight;
        current.add(new Sent(value, nanoTime.getAsLong()));
        out.append(value, record.timeMs(), (at, failure) -> {
            current.tell(at, failure);
            signal.wake();
        });
    }

    /** Whether the log holds the record since before this run: the first chunks of an entry that was cut off, or a heartbeat that came too late. */
    private boolean alreadyInLog() {
        RecordId last = sentBefore.lastId();
        return last != null && record.publisher() == last.publisher() && record.counter() <= last.counter();
    }

    private TopicAppender openAppender() {
        TopicAppender open = appender;
        if (open == null) {
            open = topic.appender();
            appender = open;
        }
        return open;
    }

    private BinlogReader openBinlog() {
        BinlogReader open = binlog;
        if (open == null) {
            open = local.reader(log.lastLsn());
            binlog = open;
        }
        return open;
    }

    private void transition(State next, String reason) {
        LOG.info("shard {}: {} -> {}: {}", shard, state, next, reason);
        state = next;
    }

    /** The last lsn that the log is known to hold. */
    long committedLsn() {
        return log.lastLsn();
    }

    /** The last lsn that was handed over. */
    long sentLsn() {
        return sentLsn;
    }

    /** Bytes handed over and not known to be in the log. */
    long bytesInFlight() {
        return inFlight.bytes();
    }

    /** Whether the log was resolved and its oldest record under way is not older than this. */
    boolean responsive(long patienceNanos) {
        Sent oldest = inFlight.oldest();
        return state == State.PUBLISHING
                && (oldest == null || nanoTime.getAsLong() - oldest.handedOverNanos() < patienceNanos);
    }

    /** Whether the log's end is known; while it is being resolved, {@link #committedLsn} and {@link #note} may be far behind. */
    boolean settled() {
        return state == State.PUBLISHING;
    }

    /** Where the log is known to stand. */
    KafkaNote note() {
        return log.note();
    }

    /** Ends publishing and gives the reader back, which has judged everything that was settled. */
    ShardReader release() {
        closeAppender();
        closeBinlog();
        logClosed = true;
        return log;
    }

    @Override
    public void close() {
        closeAppender();
        closeBinlog();
        closeLog();
    }

    private void closeAppender() {
        if (appender != null) {
            appender.close();
            appender = null;
        }
    }

    private void closeBinlog() {
        if (binlog != null) {
            binlog.close();
            binlog = null;
        }
    }

    private void closeLog() {
        if (!logClosed) {
            log.close();
            logClosed = true;
        }
    }
}
