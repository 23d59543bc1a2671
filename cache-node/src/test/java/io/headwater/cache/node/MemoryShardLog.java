package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.cache.node.ShardLog.ClockStarter;
import io.headwater.cache.node.ShardLog.Leadership;
import io.headwater.schemas.Claim;
import io.headwater.schemas.EpochEnd;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.ShardClock;
import io.headwater.schemas.Verdict;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * The shard's log over a {@link MemoryTopic}: claims when it may at once, or when told to, and never waits; knows no trouble but what a test makes. Its
 * publishing can be held back, so that a directory gets frames which the topic lacks.
 */
final class MemoryShardLog implements ShardLog {
    private static final long FAR_NANOS = Long.MAX_VALUE / 4;

    private final MemoryTopic topic;
    private final LogRecordReader reader = new LogRecordReader();
    volatile LocalLog local;
    private Ambition ambition;
    private ClockStarter clock;
    private Events events;
    private LogFilter filter;
    private int offset;
    private long heldLsn;
    private BinlogReader binlog;
    private Thread thread;
    private byte[] pending;
    private long pendingLsn;
    private RecordStamp claimed;

    private volatile boolean stopped;
    private volatile boolean claimAsked;
    private volatile boolean readAgain;
    private volatile boolean publishes = true;
    private volatile long markerLsn;
    private volatile long appended;
    private volatile long published;
    private volatile boolean leads;
    private volatile FilterState seen = FilterState.START;
    /** Heartbeats that the writer thread has offered. */
    volatile long heartbeats;

    volatile long leaseUntilNanos = System.nanoTime() + FAR_NANOS;
    volatile long firstOffset = -1;

    MemoryShardLog(MemoryTopic topic) {
        this.topic = topic;
    }

    /** The topic has lost its end: a follower reads it from its start. */
    void readAgain() {
        readAgain = true;
    }

    /** Whether what the binlog gets goes to the topic. */
    MemoryShardLog publishes(boolean on) {
        publishes = on;
        return this;
    }

    @Override
    public void start(LocalLog directory, Ambition wish, ClockStarter clockStarter, Events told) {
        local = directory;
        ambition = wish;
        clock = clockStarter;
        events = told;
        filter = new LogFilter(MemoryTopic.SHARD, directory.newestNote().filter());
        offset = (int) directory.newestNote().nextOffset();
        firstOffset = offset;
        heldLsn = directory.lastLsn();
        thread = Thread.ofPlatform().name("agent").start(this::run);
    }

    private void run() {
        int end = topic.size();
        boolean caughtUp = false;
        while (!stopped) {
            if (!caughtUp && offset >= end) {
                caughtUp = true;
                FilterState state = filter.state();
                events.caughtUp();
                boolean own = state.epoch() == 0 || state.node().equals(local.nodeName());
                if (ambition == Ambition.PRIMARY && own) claimAsked = true;
            }
            if (read()) continue;
            if (caughtUp && claimAsked && !leads) claim(filter.state());
            else if (leads && publishes) publish();
            LockSupport.parkNanos(50_000);
        }
        if (leads && publishes) publish();
        if (binlog != null) binlog.close();
    }

    private boolean read() {
        if (readAgain) {
            readAgain = false;
            offset = 0;
            filter = new LogFilter(MemoryTopic.SHARD, FilterState.START);
            events.advanced(new KafkaNote("memory", 0, FilterState.START));
        }
        byte[] record = topic.get(offset);
        if (record == null) return false;
        reader.wrap(record, 0, record.length);
        Verdict verdict = filter.judge(reader, offset++);
        FilterState state = filter.state();
        seen = state;
        if (verdict == Verdict.CLAIM) claimRead(state);
        else if (!leads && verdict == Verdict.HEARTBEAT) events.heartbeat(reader.timeMs());
        else if (!leads && verdict.valid()) events.record(record, 0, record.length);
        if (!leads) {
            heldLsn = Math.max(heldLsn, state.lastLsn());
            published = Math.max(published, state.lastLsn());
            events.advanced(new KafkaNote("memory", filter.storableOffset(offset), filter.storableState()));
        }
        return true;
    }

    private void claimRead(FilterState state) {
        if (claimed != null && state.publisher() == claimed.publisher()) {
            leads = true;
            published = state.lastLsn();
            binlog = local.reader(published);
            ShardClock shardClock = clock.start(state.lastTimeMs());
            events.leading(new Leadership(claimed, shardClock));
            return;
        }
        long valid = state.epochEnds().isEmpty() ? 0 : state.epochEnds().getLast().lastLsn();
        boolean tailIsVoid = voidAbove(state, valid);
        events.ledBy(state.node(), state.address(), state.epoch());
        if (!leads && !tailIsVoid) return;
        stopped = true;
        leads = false;
        events.deposed(state, valid);
    }

    private boolean voidAbove(FilterState state, long valid) {
        for (EpochEnd end : state.epochEnds()) {
            if (local.lastLsnBelowEpoch(end.epoch() + 1) > end.lastLsn()) return true;
        }
        return local.lastLsnBelowEpoch(state.epoch()) > valid;
    }

    private void claim(FilterState state) {
        if (state.lastLsn() < heldLsn && state.epoch() > 0) {
            publishTail(state);
            return;
        }
        claimAsked = false;
        claimed = new RecordStamp(MemoryTopic.TIMELINE, MemoryTopic.SHARD, state.epoch() + 1, System.nanoTime(), 0, state.lastLsn() + 1);
        topic.append(new Claim(local.nodeName(), local.address(), state.lastId(), FailoverMode.AUTO)
                .encoded(claimed, Math.max(state.lastTimeMs(), local.lastTimeMs()) + 1));
    }

    /** The directory's own tail goes first. */
    private void publishTail(FilterState state) {
        try (BinlogReader tail = local.reader(state.lastLsn())) {
            while (tail.next()) topic.append(Arrays.copyOfRange(tail.bytes(), tail.offset(), tail.offset() + tail.length()));
        }
        while (filter.state().lastLsn() < heldLsn && read()) {}
    }

    private void publish() {
        while (binlog.next()) {
            topic.append(Arrays.copyOfRange(binlog.bytes(), binlog.offset(), binlog.offset() + binlog.length()));
            published = binlog.lastLsn();
        }
        synchronized (this) {
            if (pending != null && pendingLsn == published) topic.append(pending);
            pending = null;
        }
        if (markerLsn > 0 && published >= markerLsn) {
            while (read()) {}
            leads = false;
            markerLsn = 0;
            heldLsn = published;
            binlog.close();
            binlog = null;
            events.released();
        }
    }

    @Override
    public void appended(long lsn) {
        appended = lsn;
    }

    @Override
    public synchronized void heartbeat(byte[] record, long lsn) {
        heartbeats++;
        pending = record;
        pendingLsn = lsn;
    }

    @Override
    public Progress progress() {
        FilterState state = seen;
        return new Progress(
                leads ? State.LEADING : State.FOLLOWING,
                state.epoch(),
                state.node(),
                state.address(),
                FailoverMode.AUTO,
                published,
                Math.max(0, appended - published),
                true);
    }

    @Override
    public long leaseUntilNanos() {
        return leads ? leaseUntilNanos : System.nanoTime() - 1;
    }

    @Override
    public void claim() {
        claimAsked = true;
    }

    @Override
    public void handOver(long lsn) {
        markerLsn = lsn;
    }

    @Override
    public void close() {
        long deadline = System.nanoTime() + 3_000_000_000L;
        while (leads && publishes && published < appended && System.nanoTime() < deadline) Thread.onSpinWait();
        stopped = true;
        try {
            if (thread != null && thread != Thread.currentThread()) thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
