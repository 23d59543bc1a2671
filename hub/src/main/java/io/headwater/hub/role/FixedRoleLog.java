package io.headwater.hub.role;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.cache.node.LocalLog;
import io.headwater.cache.node.PrimaryLog;
import io.headwater.cache.node.PrimaryLog.ClockStarter;
import io.headwater.cache.node.PrimaryLog.Leadership;
import io.headwater.cache.node.PrimaryLog.LogProgress;
import io.headwater.cache.node.ReplicaFeed;
import io.headwater.cache.node.ShardLog;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A shard's log for nodes whose role is fixed at their start: a primary's publisher, or a replica's feed. */
final class FixedRoleLog implements ShardLog {
    private static final long FAR_NANOS = Long.MAX_VALUE / 4;

    private final @Nullable PrimaryLog log;
    private final @Nullable ReplicaFeed feed;
    private volatile boolean leads;
    private volatile boolean closed;

    FixedRoleLog(@Nullable PrimaryLog log, @Nullable ReplicaFeed feed) {
        this.log = log;
        this.feed = feed;
    }

    @Override
    public void start(LocalLog local, Ambition ambition, ClockStarter clock, Events events) {
        if (feed != null) feed.start(local.newestNote(), new Sink(events));
        else new Thread(() -> lead(local, clock, events), "headwater-claim").start();
    }

    private void lead(LocalLog local, ClockStarter clock, Events events) {
        PrimaryLog publisher = Objects.requireNonNull(log);
        try {
            Leadership leadership = publisher.lead(new HandedOver(local, events), clock, line -> {});
            if (closed) return;
            leads = true;
            events.leading(leadership);
            publisher.serve(events::failed);
        } catch (HeadwaterException e) {
            events.failed(e);
        }
    }

    @Override
    public void appended(long lsn) {
        if (log != null) log.appended(lsn);
    }

    @Override
    public void heartbeat(byte[] record, long lsn) {
        if (log != null) log.heartbeat(record, lsn);
    }

    @Override
    public Progress progress() {
        LogProgress now = log == null ? new LogProgress(0, Long.MAX_VALUE, 0, true) : log.progress();
        return new Progress(
                leads ? State.LEADING : State.FOLLOWING,
                now.epoch(),
                "",
                "",
                FailoverMode.MANUAL,
                now.committedLsn(),
                now.backlogBytes(),
                now.connected());
    }

    @Override
    public long leaseUntilNanos() {
        return System.nanoTime() + (leads ? FAR_NANOS : -1);
    }

    @Override
    public void claim() {}

    @Override
    public void handOver(long markerLsn) {}

    @Override
    public void close() {
        closed = true;
        if (log != null) log.close();
        if (feed != null) feed.close();
    }

    private record Sink(Events events) implements ReplicaFeed.Sink {
        @Override
        public void record(byte[] payload, int offset, int length) {
            events.record(payload, offset, length);
        }

        @Override
        public void advanced(KafkaNote note) {
            events.advanced(note);
        }

        @Override
        public void heartbeat(long timeMs) {
            events.heartbeat(timeMs);
        }

        @Override
        public void caughtUp() {
            events.caughtUp();
        }

        @Override
        public void failed(HeadwaterException reason) {
            events.failed(reason);
        }
    }

    /** The directory, whose new records go through the writer thread. */
    private static final class HandedOver implements LocalLog {
        private final LocalLog local;
        private final Events events;
        private final LogRecordReader reader = new LogRecordReader();
        private long lastLsn;
        private long lastTimeMs;

        HandedOver(LocalLog local, Events events) {
            this.local = local;
            this.events = events;
            this.lastLsn = local.lastLsn();
            this.lastTimeMs = local.lastTimeMs();
        }

        @Override
        public String nodeName() {
            return local.nodeName();
        }

        @Override
        public String address() {
            return local.address();
        }

        @Override
        public KafkaNote newestNote() {
            return local.newestNote();
        }

        @Override
        public long lastLsn() {
            return lastLsn;
        }

        @Override
        public long firstReadableLsn() {
            return local.firstReadableLsn();
        }

        @Override
        public long lastLsnBelowEpoch(long epoch) {
            return local.lastLsnBelowEpoch(epoch);
        }

        @Override
        public long lastTimeMs() {
            return lastTimeMs;
        }

        @Override
        public void append(byte[] payload, int offset, int length) {
            reader.wrap(payload, offset, length);
            boolean complete = reader.kind() == RecordKind.BATCH
                    || reader.chunk().index() + 1 == reader.chunk().count();
            if (complete) lastLsn = Math.max(lastLsn, reader.lastLsn());
            lastTimeMs = Math.max(lastTimeMs, reader.timeMs());
            events.record(payload, offset, length);
        }

        @Override
        public void note(KafkaNote note) {
            local.note(note);
        }

        @Override
        public BinlogReader reader(long afterLsn) {
            return local.reader(afterLsn);
        }
    }
}
