package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.schemas.Claim;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogFilter;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A shard's topic in memory, with a publisher and a reader that know no trouble: a primary's first start, and replicas. */
final class MemoryTopic {
    private static final int SHARD = 0;

    private final List<byte[]> records = new ArrayList<>();

    synchronized void append(byte[] record) {
        records.add(record);
        notifyAll();
    }

    synchronized int size() {
        return records.size();
    }

    /** The record at an offset, or null if there is none before {@code stopped}. */
    private synchronized byte[] await(int offset, Publisher.Stop stopped) throws InterruptedException {
        while (offset >= records.size() && !stopped.now) wait(20);
        return stopped.now ? null : records.get(offset);
    }

    /** A copy of the first records, as another cluster's history might begin. */
    synchronized MemoryTopic prefix(int count) {
        MemoryTopic copy = new MemoryTopic();
        copy.records.addAll(records.subList(0, count));
        return copy;
    }

    /** What the filter makes of everything so far. */
    synchronized FilterState judged() {
        LogFilter filter = new LogFilter(SHARD, FilterState.START);
        LogRecordReader reader = new LogRecordReader();
        for (int i = 0; i < records.size(); i++) {
            reader.wrap(records.get(i), 0, records.get(i).length);
            if (!filter.judge(reader, i).valid()) throw new IllegalStateException("record " + i + " is void");
        }
        return filter.state();
    }

    /** Leads on an empty topic, and publishes what the binlog holds. */
    final class Publisher implements PrimaryLog {
        static final class Stop {
            volatile boolean now;
        }

        private final Stop stop = new Stop();
        private LocalLog local;
        private Thread thread;
        private volatile long published;
        private volatile long appended;
        Consumer<HeadwaterException> deposed;

        @Override
        public Leadership lead(LocalLog directory, ClockStarter clock, Consumer<String> progress) {
            local = directory;
            var shardClock = clock.start(directory.lastTimeMs());
            var stamp = new RecordStamp(new Timeline(1, 2), SHARD, 1, 77, 0, 1);
            append(new Claim(directory.nodeName(), directory.address(), null, FailoverMode.MANUAL).encoded(stamp, shardClock.now()));
            return new Leadership(stamp, shardClock);
        }

        @Override
        public void serve(Consumer<HeadwaterException> whenDeposed) {
            deposed = whenDeposed;
            thread = Thread.ofPlatform().name("publisher").start(this::publish);
        }

        private void publish() {
            try (BinlogReader reader = local.reader(0)) {
                while (!stop.now) {
                    if (!reader.next()) {
                        Thread.onSpinWait();
                        continue;
                    }
                    synchronized (MemoryTopic.this) {
                        append(Arrays.copyOfRange(reader.bytes(), reader.offset(), reader.offset() + reader.length()));
                        published = reader.lastLsn();
                    }
                }
            }
        }

        @Override
        public void appended(long lsn) {
            appended = lsn;
        }

        @Override
        public void heartbeat(byte[] record, long lsn) {
            synchronized (MemoryTopic.this) {
                if (published == lsn) append(record);
            }
        }

        @Override
        public LogProgress progress() {
            return new LogProgress(1, published, appended - published, true);
        }

        @Override
        public void close() {
            while (thread != null && published < appended) Thread.onSpinWait();
            stop.now = true;
        }
    }

    /** Follows from a note on. */
    final class Feed implements ReplicaFeed {
        private final Publisher.Stop stop = new Publisher.Stop();
        private Thread thread;
        long firstOffset = -1;

        @Override
        public void start(KafkaNote from, Sink sink) {
            firstOffset = from.nextOffset();
            int end = size();
            thread = Thread.ofPlatform().name("feed").start(() -> follow(from, sink, end));
        }

        private void follow(KafkaNote from, Sink sink, int end) {
            LogFilter filter = new LogFilter(SHARD, from.filter());
            LogRecordReader reader = new LogRecordReader();
            int offset = (int) from.nextOffset();
            try {
                while (true) {
                    if (offset == end) sink.caughtUp();
                    byte[] record = await(offset, stop);
                    if (record == null) return;
                    reader.wrap(record, 0, record.length);
                    Verdict verdict = filter.judge(reader, offset++);
                    if (verdict == Verdict.HEARTBEAT) sink.heartbeat(reader.timeMs());
                    else if (verdict != Verdict.CLAIM && verdict.valid()) sink.record(record, 0, record.length);
                    sink.advanced(new KafkaNote("memory", filter.storableOffset(offset), filter.storableState()));
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            stop.now = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
