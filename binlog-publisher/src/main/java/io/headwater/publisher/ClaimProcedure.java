package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import io.headwater.cache.node.PrimaryLog.ClockStarter;
import io.headwater.cache.node.PrimaryLog.Leadership;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.Claim;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.ShardClock;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.WireFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a node its shard's primary. Every start of a primary is a new epoch:
 *
 * <ol>
 *   <li>Read the topic from the directory's note to its end and take over what the directory lacks.
 *   <li>Unless the current epoch is the node's own, wait until no other primary is heard.
 *   <li>Publish the directory's own tail, while the epoch is still its own.
 *   <li>Append a claim that names the last valid record, and read it back. If it is void, somebody was quicker: begin again.
 * </ol>
 *
 * <p>One thread, one run.
 */
final class ClaimProcedure {
    private static final int MAX_TRIES = 10;
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long AWAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Logger LOG = LoggerFactory.getLogger(ClaimProcedure.class);

    private final PublisherSetup setup;
    private final LocalLog local;
    private final FailoverMode failover;
    private final ClockStarter clocks;
    private final Consumer<String> progress;
    private final RandomGenerator random;
    private final long nonce;
    private long nextCounter;

    /**
     * @param failover is recorded in the claim
     * @param progress one line for each step
     * @param random draws the process's nonce, and the timeline of a new log
     */
    ClaimProcedure(
            PublisherSetup setup,
            FailoverMode failover,
            ClockStarter clocks,
            Consumer<String> progress,
            RandomGenerator random) {
        this.setup = setup;
        this.local = setup.local();
        this.failover = failover;
        this.clocks = clocks;
        this.progress = progress;
        this.random = random;
        this.nonce = random.nextLong();
    }

    /**
     * What a won claim brings.
     *
     * @param log has read exactly up to the log's end, the claim included or more
     */
    record Won(Leadership leadership, ShardReader log) {}

    /**
     * Runs until the node leads.
     *
     * @throws HeadwaterException if it must not or cannot
     */
    Won run() {
        CatchUp catchUp = new CatchUp(setup, progress);
        try {
            for (int tries = 0; tries < MAX_TRIES; tries++) {
                progress.accept("reading " + setup.topic().name() + " to its end");
                catchUp.readToEnd();
                catchUp.awaitSilence();
                publishTail(catchUp);
                Leadership won = claim(catchUp);
                if (won != null) {
                    local.note(catchUp.reader().note());
                    return new Won(won, catchUp.reader());
                }
            }
        } catch (RuntimeException failure) {
            catchUp.close();
            throw failure;
        }
        catchUp.close();
        throw new HeadwaterException(
                "shard " + setup.shard() + " could not be claimed in " + MAX_TRIES + " tries: other nodes keep claiming it",
                "start one primary at a time",
                HeadwaterException.EXIT_FENCED);
    }

    /** Publishes what the directory holds beyond the log, whose epoch is the directory's own then. */
    private void publishTail(CatchUp catchUp) {
        FilterState state = catchUp.state();
        if (state.lastLsn() + 1 < local.firstReadableLsn()) {
            throw Fencing.endsTooEarly(setup.topic().name(), state.lastLsn(), local.firstReadableLsn());
        }
        if (local.lastLsn() <= state.lastLsn()) {
            return;
        }
        if (local.lastLsnBelowEpoch(state.epoch() + 1) < local.lastLsn()) {
            throw Fencing.epochLost(setup.topic().name(), state, state.epoch() + 1);
        }
        progress.accept("publishing lsn " + (state.lastLsn() + 1) + " to " + local.lastLsn() + " from the directory");
        Publication tail = new Publication(setup, catchUp.reader(), catchUp::take, new Heartbeats(), new LeaseProof());
        try {
            publishAll(tail);
        } catch (HeadwaterException failure) {
            tail.close();
            throw failure;
        }
        catchUp.resumeWith(tail.release());
    }

    private void publishAll(Publication tail) {
        long advancedAt = setup.nowNanos();
        long committed = tail.committedLsn();
        while (tail.committedLsn() < local.lastLsn()) {
            if (!tail.doWork()) {
                setup.signal().await(AWAIT_NANOS);
            }
            long now = setup.nowNanos();
            if (tail.committedLsn() != committed) {
                committed = tail.committedLsn();
                advancedAt = now;
            } else if (now - advancedAt > ANSWER_NANOS) {
                throw new LogUnavailableException(
                        "the directory's tail could not be published to topic " + setup.topic().name(),
                        "check that Kafka accepts writes: min.insync.replicas, disk space, permissions");
            }
        }
    }

    /** Appends a claim and reads it back; null if it is void. */
    private @Nullable Leadership claim(CatchUp catchUp) {
        FilterState before = catchUp.state();
        Timeline timeline = before.timeline() == null
                ? new Timeline(random.nextLong(), random.nextLong())
                : before.timeline();
        long epoch = before.epoch() + 1;
        long lastTimeMs = Math.max(before.lastTimeMs(), local.lastTimeMs());
        ShardClock clock = clocks.start(lastTimeMs);
        RecordStamp stamp = new RecordStamp(timeline, setup.shard(), epoch, nonce, nextCounter++, before.lastLsn() + 1);
        long timeMs = clock.now();
        Claim claim = new Claim(local.nodeName(), local.address(), before.lastId(), failover);
        progress.accept("claiming epoch " + epoch + " of shard " + setup.shard());
        append(claim.encoded(stamp, timeMs), timeMs);
        catchUp.readToEnd();
        FilterState after = catchUp.state();
        if (after.publisher() != nonce || after.epoch() == 0) {
            LOG.info("shard {}: the claim of epoch {} is void, epoch {} is led by {}", setup.shard(), epoch, after.epoch(), after.node());
            return null;
        }
        // An earlier claim of this process may be the one that took effect; its counter lies below all that follow.
        Timeline agreed = after.timeline();
        if (agreed == null) {
            throw new IllegalStateException("a log with a claim but without a timeline");
        }
        RecordStamp won = new RecordStamp(agreed, setup.shard(), after.epoch(), nonce, nextCounter, after.lastLsn() + 1);
        return new Leadership(won, clock);
    }

    /** Appends a record and waits for the outcome, which is for the filter to judge: a failed append may still have landed. */
    private void append(byte[] payload, long timeMs) {
        byte[] value = new byte[WireFormat.PREFIX_BYTES + payload.length];
        WireFormat.write(value, 0, setup.topic().schemaId());
        System.arraycopy(payload, 0, value, WireFormat.PREFIX_BYTES, payload.length);
        InFlight claim = new InFlight();
        try (TopicAppender appender = setup.topic().appender()) {
            appender.append(value, timeMs, (offset, failure) -> {
                claim.tell(offset, failure);
                setup.signal().wake();
            });
            long deadline = setup.nowNanos() + ANSWER_NANOS;
            for (var told = claim.nextTold(); told == null; told = claim.nextTold()) {
                if (setup.nowNanos() - deadline > 0) {
                    throw new LogUnavailableException(
                            "the claim was not acknowledged by topic " + setup.topic().name(),
                            "check that Kafka accepts writes: min.insync.replicas, disk space, permissions");
                }
                setup.signal().await(AWAIT_NANOS);
            }
        }
    }
}
