package io.headwater.publisher;

import io.headwater.cache.node.ShardLog.ClockStarter;
import io.headwater.publisher.InFlight.Sent;
import io.headwater.publisher.InFlight.Told;
import io.headwater.schemas.Claim;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.WireFormat;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Appends this node's claims, one at a time, with an appender that it keeps ready: a takeover must not wait for a connection. Owned by the agent's thread. */
final class Claimant implements AutoCloseable {
    /** What was not answered for so long must be looked for in the log. */
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Logger LOG = LoggerFactory.getLogger(Claimant.class);

    /** What became of a claim. */
    enum Outcome {
        PENDING,
        /** It stands at {@link #offset}; -1 if nobody knows where. */
        LANDED,
        /** It may stand in the log, now, later, or never. */
        UNKNOWN
    }

    private final PublisherSetup setup;
    private final FailoverMode mode;
    private final ClockStarter clocks;
    private final RandomGenerator random;
    private final OwnClaims own;
    private final long directoryTimeMs;

    private @Nullable TopicAppender appender;
    private long retryAtNanos;
    private InFlight inFlight = new InFlight();
    private byte[] value = new byte[0];
    private long offset;

    /** @param mode is recorded in every claim */
    Claimant(PublisherSetup setup, FailoverMode mode, ClockStarter clocks, RandomGenerator random, OwnClaims own) {
        this.setup = setup;
        this.mode = mode;
        this.clocks = clocks;
        this.random = random;
        this.own = own;
        this.directoryTimeMs = setup.local().lastTimeMs();
        this.retryAtNanos = setup.nowNanos();
    }

    /** Sees to it that a claim could be appended now; false if it could not. */
    boolean ready() {
        if (appender != null) {
            return true;
        }
        if (setup.nowNanos() - retryAtNanos < 0) {
            return false;
        }
        try {
            appender = setup.topic().appender();
            return true;
        } catch (HeadwaterException away) {
            LOG.warn("shard {}: cannot get ready to claim: {}", setup.shard(), away.getMessage());
            retryAtNanos = setup.nowNanos() + RETRY_NANOS;
            return false;
        }
    }

    /** Appends a claim behind the last valid record. */
    void append(FilterState before) {
        Timeline timeline = before.timeline() == null
                ? new Timeline(random.nextLong(), random.nextLong())
                : before.timeline();
        long nonce = random.nextLong();
        RecordStamp stamp = new RecordStamp(timeline, setup.shard(), before.epoch() + 1, nonce, 0, before.lastLsn() + 1);
        long timeMs = clocks.start(Math.max(before.lastTimeMs(), directoryTimeMs)).now();
        byte[] claim = new Claim(setup.local().nodeName(), setup.local().address(), before.lastId(), mode).encoded(stamp, timeMs);
        value = new byte[WireFormat.PREFIX_BYTES + claim.length];
        WireFormat.write(value, 0, setup.topic().schemaId());
        System.arraycopy(claim, 0, value, WireFormat.PREFIX_BYTES, claim.length);
        InFlight current = new InFlight();
        inFlight = current;
        long handedOverNanos = setup.nowNanos();
        own.add(nonce, handedOverNanos);
        current.add(new Sent(value, handedOverNanos, true));
        Objects.requireNonNull(appender).append(value, timeMs, (at, failure) -> {
            current.tell(at, failure);
            setup.signal().wake();
        });
    }

    /** What became of the claim that was appended. After {@link Outcome#UNKNOWN} its appender is gone, too. */
    Outcome outcome() {
        Told told = inFlight.nextTold();
        if (told == null && waitedNanos() < ANSWER_NANOS) {
            return Outcome.PENDING;
        }
        if (told == null || told.failure() != null) {
            LOG.warn("shard {}: the claim was not acknowledged: {}", setup.shard(), told == null ? "no answer" : told.failure());
            close();
            return Outcome.UNKNOWN;
        }
        offset = told.offset();
        return Outcome.LANDED;
    }

    /** How long ago the claim was handed over. */
    long waitedNanos() {
        return setup.nowNanos() - Objects.requireNonNull(inFlight.oldest()).handedOverNanos();
    }

    long offset() {
        return offset;
    }

    /** The claim as it was appended: wire format prefix and Avro. */
    byte[] value() {
        return value;
    }

    /** Gives the appender away to whoever goes on behind the claim; null if it is gone. */
    @Nullable TopicAppender takeAppender() {
        TopicAppender taken = appender;
        appender = null;
        return taken;
    }

    @Override
    public void close() {
        if (appender != null) {
            appender.close();
            appender = null;
        }
    }
}
