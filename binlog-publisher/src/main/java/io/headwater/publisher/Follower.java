package io.headwater.publisher;

import io.headwater.cache.node.ShardLog.Events;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.LogRangeException;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.ShardReader;
import io.headwater.replication.TopicReader.TopicEnd;
import io.headwater.schemas.ControlKind;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log and hands it over, for as long as somebody else leads. Waits for a topic that is not there yet and for a Kafka that is away, and measures how long the
 * primary has been silent. Owned by the agent's thread.
 */
final class Follower implements AutoCloseable {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long CREATED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final PublisherSetup setup;
    private final Events events;
    private final boolean creates;
    private final long slowNanos;
    private final NotePace pace = new NotePace();
    private final Silence silence;
    private final LogRecordReader entries = new LogRecordReader();
    /** What the directory holds, as far as this thread knows. */
    private long directoryLsn;

    private KafkaNote from;
    private @Nullable ShardReader reader;
    private long retryAtNanos;
    private String said = "";
    private boolean connected = true;
    private long endAtStart = -1;
    private boolean caughtUp;
    private boolean toldCaughtUp;
    private long probedAtNanos;
    private int leaderEpoch = -1;
    private boolean handedOver;
    private long heard;

    /**
     * @param creates whether to create the topic if it is not there
     * @param slow an answer that took so long is as good as none
     */
    Follower(PublisherSetup setup, Events events, boolean creates, Duration slow) {
        this.setup = setup;
        this.events = events;
        this.creates = creates;
        this.slowNanos = slow.toNanos();
        this.from = setup.local().newestNote();
        this.directoryLsn = setup.local().lastLsn();
        this.silence = new Silence(setup.nowNanos());
        this.retryAtNanos = setup.nowNanos();
        this.probedAtNanos = setup.nowNanos();
    }

    /**
     * Reads on, waiting up to {@code patience} for a record. False if the log is out of reach.
     *
     * @throws DeposedException if the log went on without frames of the directory
     * @throws io.headwater.schemas.HeadwaterException if the log cannot be read any further
     */
    boolean read(Duration patience) {
        try {
            ShardReader open = reader == null ? open() : reader;
            if (open == null) {
                return false;
            }
            readSome(open, patience);
            return true;
        } catch (LogUnavailableException away) {
            lost(away);
            return false;
        }
    }

    private void readSome(ShardReader open, Duration patience) {
        RecordId last = open.state().lastId();
        List<JudgedRecord> records;
        try {
            records = open.poll(patience);
        } catch (LogRangeException outside) {
            startOver(open, outside);
            return;
        }
        if (!Objects.equals(last, open.state().lastId())) {
            silence.broken(setup.nowNanos());
            heard++;
            connected = true;
        }
        deliver(records);
        if (pace.due(records.isEmpty(), setup.nowNanos())) {
            events.advanced(open.note());
        }
        if (!caughtUp) {
            catchUp(open);
        }
    }

    private @Nullable ShardReader open() {
        long now = setup.nowNanos();
        if (now - retryAtNanos < 0) {
            return null;
        }
        retryAtNanos = now + RETRY_NANOS;
        if (!setup.topic().exists()) {
            say("waiting for topic " + setup.topic().name());
            if (creates) {
                setup.topic().create();
                retryAtNanos = now + CREATED_NANOS;
            }
            return null;
        }
        ShardReader opened = setup.topic().open(from);
        LOG.info("shard {}: following {} from offset {}", setup.shard(), setup.topic().name(), opened.nextOffset());
        reader = opened;
        connected = true;
        silence.broken(setup.nowNanos());
        return opened;
    }

    private void say(String now) {
        if (!said.equals(now)) {
            said = now;
            LOG.info("shard {}: {}", setup.shard(), now);
        }
    }

    private void lost(LogUnavailableException away) {
        say(String.valueOf(away.getMessage()));
        connected = false;
        close();
        retryAtNanos = setup.nowNanos() + RETRY_NANOS;
        silence.broken(setup.nowNanos());
    }

    /** The log was truncated: no offset read so far can be trusted, so the whole topic is read again. Of a log whose front is gone, too, nothing can be made. */
    private void startOver(ShardReader open, LogRangeException outside) {
        if (!outside.truncated() || open.topic().beginning() > 0) {
            throw outside;
        }
        LOG.error("ALARM: {}; reading the topic again from its start", outside.getMessage());
        String topicId = open.note().topicId();
        close();
        from = new KafkaNote(topicId, 0, FilterState.START);
        events.advanced(from); // the offsets in older notes may stand for other records by the next restart
        endAtStart = -1;
        caughtUp = false;
        retryAtNanos = setup.nowNanos();
    }

    private void catchUp(ShardReader open) {
        if (endAtStart < 0) {
            endAtStart = end(open).offset();
        }
        if (open.nextOffset() >= endAtStart && open.verified()) {
            caughtUp = true;
            events.advanced(open.note());
            if (!toldCaughtUp) {
                toldCaughtUp = true;
                events.caughtUp();
            }
        }
    }

    private void deliver(List<JudgedRecord> records) {
        for (JudgedRecord record : records) {
            if (record.verdict() == Verdict.CLAIM) {
                requireNoTailBeyond(record.epoch(), record.lastLsn());
            }
        }
        deliverUpTo(Long.MAX_VALUE, records);
    }

    /**
     * Hands records over. Whoever publishes the directory's tail finds records of an earlier process, which landed late, but must not go on into an epoch that voids the tail.
     *
     * @param lastEpoch records of later epochs are left out
     */
    void deliverUpTo(long lastEpoch, List<JudgedRecord> records) {
        for (JudgedRecord record : records) {
            if (record.epoch() > lastEpoch) {
                return;
            }
            handedOver = false;
            if (record.verdict() == Verdict.CLAIM || record.verdict() == Verdict.HEARTBEAT) {
                pace.advanced(0);
                events.heartbeat(record.timeMs());
            } else {
                pace.advanced(record.length());
                events.record(record.bytes(), record.payloadOffset(), record.length());
                directoryLsn = Math.max(directoryLsn, record.verdict().takesEffect() ? record.lastLsn() : 0);
                handedOver = isHandOver(record);
            }
        }
    }

    private void requireNoTailBeyond(long epoch, long lastLsn) {
        if (directoryLsn > lastLsn) {
            Fencing.requireNoTailBeyond(setup.local(), state(), epoch, lastLsn);
        }
    }

    /** The marker is alone in its batch. */
    private boolean isHandOver(JudgedRecord record) {
        if (record.verdict() != Verdict.BATCH) {
            return false;
        }
        record.read(entries);
        return entries.firstLsn() == entries.lastLsn()
                && entries.nextEntry()
                && entries.isControl()
                && entries.controlKind() == ControlKind.HAND_OVER;
    }

    /** Asks for the end of the log. Whether everything up to it was read; whoever does not answer in time breaks the silence. */
    boolean atEnd() {
        ShardReader open = reader;
        if (open == null) {
            return false;
        }
        try {
            return end(open).offset() <= open.nextOffset() && open.verified();
        } catch (LogUnavailableException away) {
            lost(away);
            return false;
        }
    }

    private TopicEnd end(ShardReader open) {
        long asked = setup.nowNanos();
        probedAtNanos = asked;
        TopicEnd end = open.end();
        long answered = setup.nowNanos();
        if (answered - asked >= slowNanos || leaderEpoch >= 0 && end.leaderEpoch() != leaderEpoch) {
            silence.broken(answered);
        }
        leaderEpoch = end.leaderEpoch();
        connected = true;
        return end;
    }

    /** How long the end of the log was not asked for. */
    long unprobedNanos() {
        return setup.nowNanos() - probedAtNanos;
    }

    /** How often valid records came. */
    long heard() {
        return heard;
    }

    /** For how long no primary was heard, nor could have been unheard. */
    long silentNanos() {
        return silence.lastedNanos(setup.nowNanos());
    }

    /** Something happened that makes the silence worth nothing. */
    void breakSilence() {
        silence.broken(setup.nowNanos());
    }

    /** Judges this node's own claim, which is known to stand where this reader stands. */
    Verdict acceptClaim(byte[] value, int payloadOffset, int length) {
        ShardReader open = Objects.requireNonNull(reader);
        Verdict verdict = open.accept(value, payloadOffset, length);
        if (verdict == Verdict.CLAIM) {
            handedOver = false;
            requireNoTailBeyond(open.state().epoch(), open.lastLsn());
        }
        return verdict;
    }

    /** The offset of the next record. */
    long nextOffset() {
        return reader == null ? from.nextOffset() : reader.nextOffset();
    }

    FilterState state() {
        return reader == null ? from.filter() : reader.state();
    }

    /** Where the log stands, as far as it was handed over. */
    KafkaNote note() {
        return reader == null ? from : reader.note();
    }

    boolean isOpen() {
        return reader != null;
    }

    /** What the topic held at the start is through. */
    boolean caughtUp() {
        return caughtUp && reader != null;
    }

    /** Whether the last valid record is a hand-over marker. */
    boolean handedOver() {
        return handedOver;
    }

    boolean connected() {
        return connected;
    }

    /** The directory holds this much, of which the log holds less. */
    long tailLsn() {
        return directoryLsn > state().lastLsn() ? directoryLsn : 0;
    }

    /** Gives the reader away: somebody publishes from where it stands. */
    ShardReader lend() {
        ShardReader lent = Objects.requireNonNull(reader);
        from = lent.note();
        reader = null;
        return lent;
    }

    /** Takes over a reader that somebody has used meanwhile. */
    void resumeWith(ShardReader used, boolean behindMarker) {
        reader = used;
        directoryLsn = Math.max(directoryLsn, used.lastLsn());
        handedOver = behindMarker;
        breakSilence();
    }

    @Override
    public void close() {
        if (reader != null) {
            from = reader.note();
            reader.close();
            reader = null;
        }
    }
}
