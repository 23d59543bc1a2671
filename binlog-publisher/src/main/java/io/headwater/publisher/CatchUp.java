package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import io.headwater.replication.JudgedRecord;
import io.headwater.replication.LogRangeException;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic for a node that wants to lead: to its end, handing over what the directory lacks, and on until no other primary is heard.
 * Owned by one thread.
 */
final class CatchUp implements AutoCloseable {
    /** How long Kafka may stay silent before the start fails. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
    /** How long another primary may be heard before it counts as alive for good. */
    static final long ALIVE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final long NOTE_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

    private final PublisherSetup setup;
    private final LocalLog local;
    private final Consumer<String> progress;
    private ShardReader reader;
    private long localLsn;
    private long notedAtNanos;

    /** @param progress one line now and then while much is read */
    CatchUp(PublisherSetup setup, Consumer<String> progress) {
        this.setup = setup;
        this.local = setup.local();
        this.progress = progress;
        this.reader = setup.topic().open(local.newestNote());
        this.localLsn = local.lastLsn();
        this.notedAtNanos = setup.nowNanos();
    }

    /** What the filter knows now. */
    FilterState state() {
        return reader.state();
    }

    ShardReader reader() {
        return reader;
    }

    /** Goes on with a reader that somebody else has used meanwhile. */
    void resumeWith(ShardReader used) {
        reader = used;
    }

    /**
     * Reads until the end that the topic has now.
     *
     * @throws io.headwater.schemas.HeadwaterException if Kafka does not answer in time, or the directory and the log do not fit
     */
    void readToEnd() {
        try {
            readTo(reader.end().offset());
        } catch (LogRangeException outside) {
            if (!outside.truncated() || reader.topic().beginning() > 0) {
                throw outside;
            }
            LOG.error("ALARM: {}; reading the topic again from its start", outside.getMessage());
            KafkaNote start = new KafkaNote(local.newestNote().topicId(), 0, FilterState.START);
            local.note(start); // the offsets in older notes may stand for other records by the next restart
            reader.close();
            reader = setup.topic().open(start);
            readTo(reader.end().offset());
        }
    }

    private void readTo(long end) {
        if (reader.nextOffset() > end) {
            throw LogRangeException.truncated(setup.topic().name(), reader.nextOffset());
        }
        long begun = setup.nowNanos();
        long advanced = begun;
        long toRead = end - reader.nextOffset();
        long saidAtNanos = begun;
        while (reader.nextOffset() < end) {
            long before = reader.nextOffset();
            take(reader.poll(POLL));
            noteWhenDue();
            long now = setup.nowNanos();
            if (reader.nextOffset() > before) {
                advanced = now;
            } else if (now - advanced > PATIENCE_NANOS) {
                throw silent();
            }
            if (now - saidAtNanos > TimeUnit.SECONDS.toNanos(2)) {
                saidAtNanos = now;
                progress.accept("reading the log: " + (toRead - (end - reader.nextOffset())) + " of " + toRead + " records");
            }
        }
    }

    private LogUnavailableException silent() {
        return new LogUnavailableException(
                "topic " + setup.topic().name() + " could not be read on from offset " + reader.nextOffset(),
                "check that the partition has a leader");
    }

    /** Hands over what the directory lacks. */
    void take(List<JudgedRecord> records) {
        for (JudgedRecord record : records) {
            if (record.verdict() == Verdict.CLAIM) {
                Fencing.requireNoTailBeyond(local, reader.state(), record.epoch(), record.lastLsn());
            } else if (record.verdict() != Verdict.HEARTBEAT && record.lastLsn() > localLsn) {
                local.append(record.bytes(), record.payloadOffset(), record.length());
                if (record.verdict().takesEffect()) {
                    localLsn = record.lastLsn();
                }
            }
        }
    }

    /** A long catch-up need not begin anew after a crash. */
    private void noteWhenDue() {
        long now = setup.nowNanos();
        if (now - notedAtNanos > NOTE_INTERVAL_NANOS) {
            notedAtNanos = now;
            local.note(reader.note());
        }
    }

    /**
     * Reads on until the node may claim: at once if the epoch is its own, else when no other primary was heard for longer than a lease.
     *
     * @throws io.headwater.schemas.HeadwaterException if another primary stays alive, or Kafka does not answer in time
     */
    void awaitSilence() {
        long begun = setup.nowNanos();
        long answeredAt = begun;
        Silence silence = new Silence(begun);
        int leaderEpoch = -1;
        while (!ownOrNoEpoch()) {
            RecordId heard = reader.state().lastId();
            take(reader.poll(POLL));
            long now = setup.nowNanos();
            if (!sameId(heard, reader.state().lastId())) {
                silence.broken(now);
                if (now - begun > ALIVE_AFTER_NANOS) {
                    throw Fencing.alive(setup.shard(), reader.state());
                }
            }
            try {
                var end = reader.end();
                answeredAt = now;
                if (end.leaderEpoch() != leaderEpoch) {
                    leaderEpoch = end.leaderEpoch();
                    silence.broken(now);
                }
                if (end.offset() <= reader.nextOffset() && silence.over(now)) {
                    return;
                }
            } catch (LogUnavailableException away) {
                now = setup.nowNanos();
                silence.broken(now);
                if (now - answeredAt > PATIENCE_NANOS) {
                    throw away;
                }
            }
        }
    }

    private boolean ownOrNoEpoch() {
        FilterState state = reader.state();
        return state.epoch() == 0 || state.node().equals(local.nodeName());
    }

    private static boolean sameId(@Nullable RecordId one, @Nullable RecordId other) {
        return one == null ? other == null : one.equals(other);
    }

    @Override
    public void close() {
        reader.close();
    }
}
