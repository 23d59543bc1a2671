package io.headwater.publisher;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.publisher.Heartbeats.Beat;
import io.headwater.publisher.InFlight.Sent;
import io.headwater.publisher.InFlight.Told;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.Verdict;
import io.headwater.schemas.WireFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
    /**
     * What may be handed to an appender and not be settled: the request under way, the one behind it, and as much again so that neither waits for this thread. More
     * would gain nothing and cost the lease: it runs from the handing over of what was last committed, which so much at a slow broker's pace is not to be long ago. Far
     * less than readers bear behind a gap.
     */
    static final long MAX_IN_FLIGHT_BYTES = 2L * 1024 * 1024;

    /** With a record under way for so long Kafka is away: more of them would not help, and a producer without metadata would block. */
    private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int RECORDS_PER_TURN = 256;
    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

    private enum State {
        PUBLISHING,
        RESOLVING
    }

    private final PublisherSetup setup;
    private final long epoch;
    private final long publisher;
    private final Consumer<List<JudgedRecord>> found;
    private final Heartbeats heartbeats;
    private final LeaseProof proof;
    private final LogRecordReader record = new LogRecordReader();

    private State state = State.PUBLISHING;
    /** Has judged everything that is settled; closed while the end is searched, but what it knew can still be asked. */
    private ShardReader log;

    private InFlight inFlight = new InFlight();
    private @Nullable EndSearch search;
    private @Nullable TopicAppender appender;
    private @Nullable BinlogReader binlog;
    /** Has judged everything that was handed over. */
    private LogFilter ahead;
    /** What the log held when this run of handing over began. */
    private FilterState sentBefore;

    private long sentLsn;
    private long busyAtNanos;
    /**
     * @param log has read the topic to an end at which the epoch to publish is the current one; belongs to this object until {@link #release}
     * @param found is given what is read while the log's end is searched: among it may be records of an earlier process of this node that landed late
     *     and that the directory has lost
     * @param heartbeats where the writer thread offers them
     * @param proof is told what was handed over and what the log is known to hold
     */
    Publication(
            PublisherSetup setup, ShardReader log, Consumer<List<JudgedRecord>> found, Heartbeats heartbeats, LeaseProof proof) {
        this.setup = setup;
        this.epoch = log.state().epoch();
        this.publisher = log.state().publisher();
        this.log = log;
        this.found = found;
        this.heartbeats = heartbeats;
        this.proof = proof;
        this.sentBefore = log.state();
        this.ahead = new LogFilter(setup.shard(), log.note().filter());
        this.sentLsn = log.lastLsn();
        this.busyAtNanos = setup.nowNanos();
    }

    /** Uses an appender that is ready, and closes it. */
    void use(TopicAppender ready) {
        appender = ready;
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
            startResolving("no appender can be had").tryLater(away);
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
                startResolving("a record was not acknowledged: " + told.failure());
                return true;
            }
            if (told.offset() != log.nextOffset()) {
                unexpected(told.offset());
                return true;
            }
            log.accept(sent.value(), WireFormat.PREFIX_BYTES, sent.value().length - WireFormat.PREFIX_BYTES);
            inFlight.settleOldest();
            proof.committed(sent, setup.nowNanos());
        }
        return worked;
    }

    private void unexpected(long offset) {
        String reason = "offset " + offset + " was acknowledged where " + log.nextOffset() + " was expected";
        EndSearch begun = startResolving(reason);
        if (offset >= 0 && offset < log.nextOffset()) {
            begun.startOver(reason);
        }
    }

    private EndSearch startResolving(String reason) {
        transition(State.RESOLVING, reason);
        closeAppender();
        closeBinlog();
        inFlight = new InFlight();
        log.close();
        EndSearch begun = new EndSearch(setup, log.note(), found);
        search = begun;
        return begun;
    }

    private boolean resolve() {
        EndSearch searching = Objects.requireNonNull(search);
        if (searching.waiting()) {
            return false;
        }
        ShardReader atEnd = searching.step();
        if (atEnd != null) {
            log = atEnd;
            search = null;
            resume();
        }
        return true;
    }

    private void resume() {
        FilterState now = log.state();
        if (now.epoch() > epoch) {
            throw Fencing.deposed(setup.shard(), now, epoch);
        }
        if (now.epoch() < epoch || now.publisher() != publisher) {
            throw Fencing.epochLost(setup.topic().name(), now, epoch);
        }
        transition(State.PUBLISHING, "the log ends at lsn " + now.lastLsn() + ", offset " + log.nextOffset());
        sentBefore = now;
        ahead = new LogFilter(setup.shard(), log.note().filter());
        sentLsn = now.lastLsn();
        busyAtNanos = setup.nowNanos();
    }

    /** Looks at the log's end, if nothing was handed over for so long: who does not append does not learn from offsets that it was replaced. */
    void lookAfterIdle(long nanos) {
        if (state == State.PUBLISHING && inFlight.isEmpty() && setup.nowNanos() - busyAtNanos > nanos) {
            startResolving("nothing was handed over for a while");
        }
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
        WireFormat.write(value, 0, setup.topic().schemaId());
        System.arraycopy(bytes, offset, value, WireFormat.PREFIX_BYTES, length);
        sentLsn = record.lastLsn();
        busyAtNanos = setup.nowNanos();
        InFlight current = inFlight;
        current.add(new Sent(value, setup.nowNanos(), proof.handOver(record.counter())));
        out.append(value, record.timeMs(), (at, failure) -> {
            current.tell(at, failure);
            setup.signal().wake();
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
            open = setup.topic().appender();
            appender = open;
        }
        return open;
    }

    private BinlogReader openBinlog() {
        BinlogReader open = binlog;
        if (open == null) {
            open = setup.local().reader(log.lastLsn());
            binlog = open;
        }
        return open;
    }

    private void transition(State next, String reason) {
        LOG.info("shard {}: {} -> {}: {}", setup.shard(), state, next, reason);
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
                && (oldest == null || setup.nowNanos() - oldest.handedOverNanos() < patienceNanos);
    }

    /** Whether the log's end is known; while it is searched, {@link #committedLsn} and {@link #note} tell what was known before. */
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
        return log;
    }

    @Override
    public void close() {
        closeAppender();
        closeBinlog();
        if (search != null) {
            search.close();
        }
        log.close();
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
}
