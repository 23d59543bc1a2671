package io.headwater.it.simulation;

import io.headwater.it.simulation.Counts.Event;
import io.headwater.publisher.ShardTopic;
import io.headwater.publisher.TopicAppender;
import io.headwater.replication.LogRangeException;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.ShardReader;
import io.headwater.replication.TopicReader;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.RecordKind;
import io.headwater.schemas.WireFormat;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The shard's topic on a broker that behaves as badly as Kafka may towards a producer with one request in flight: a request arrives late, is appended twice, or is
 * reported as failed though it was or will be appended; what a closed producer had under way may arrive at any time. Each machine sees the topic through a network of its own.
 */
final class Log {
    static final int SHARD = 0;
    private static final String NAME = "simulated.binlog.0";
    private static final String TOPIC_ID = "simulated";
    private static final int REQUEST_RECORDS = 20;
    private static final long LATE_NANOS = 900_000_000;
    private static final long REQUEST_TIMEOUT_NANOS = 3_000_000_000L;

    /** What may go wrong with each request, as probabilities. */
    record Faults(double late, double twice, double lostAck, double lateAnswer, double failedButLate) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 0);
        static final Faults USUAL = new Faults(0.004, 0.004, 0.003, 0.001, 0.003);
    }

    private final World world;
    private final Counts counts;
    private final List<byte[]> values = new ArrayList<>();
    private final List<Long> readableAtNanos = new ArrayList<>();
    Faults faults = Faults.USUAL;
    private long awayUntilNanos;
    private int leaderEpoch;
    /** By leader: how much of the log it had when it began; more than there is if it lacked nothing. */
    private final List<Integer> sizeByLeader = new ArrayList<>(List.of(Integer.MAX_VALUE));
    private int losses;
    private long mendedAtNanos;

    Log(World world, Counts counts) {
        this.world = world;
        this.counts = counts;
    }

    /** All records, in order. */
    List<byte[]> values() {
        return values;
    }

    /** Another broker becomes the leader; until then nobody is served. */
    void elect(long durationNanos) {
        awayUntilNanos = world.nanos() + durationNanos;
        leaderEpoch++;
        sizeByLeader.add(Integer.MAX_VALUE);
    }

    /**
     * A broker becomes the leader that lacks up to so many of the newest records, acknowledged or not. It has the newest claim: without it the log is another one, and an operator's
     * matter.
     *
     * @param mendedWithinNanos how long the primary may take to bring them again
     */
    void loseEnd(int most, long mendedWithinNanos) {
        mendedAtNanos = world.nanos() + mendedWithinNanos;
        int kept = values.size();
        while (kept > 0 && values.size() - kept < most && kindOf(kept - 1) != RecordKind.CLAIM) {
            kept--;
        }
        if (kept < values.size()) {
            losses++;
            counts.count(Event.LOST_END);
        }
        values.subList(kept, values.size()).clear();
        readableAtNanos.subList(kept, readableAtNanos.size()).clear();
        leaderEpoch++;
        sizeByLeader.add(kept);
    }

    private RecordKind kindOf(int offset) {
        LogRecordReader record = new LogRecordReader();
        byte[] value = values.get(offset);
        record.wrap(value, WireFormat.PREFIX_BYTES, value.length - WireFormat.PREFIX_BYTES);
        return record.kind();
    }

    /** Whether it may lack what nodes hold, because its primary is about to bring it again. */
    boolean isMending() {
        return world.nanos() < mendedAtNanos;
    }

    /** How often it has lost its end. */
    int losses() {
        return losses;
    }

    private boolean away() {
        return world.nanos() < awayUntilNanos;
    }

    private void append(List<byte[]> records) {
        values.addAll(records);
        long readable = world.nanos() + world.random().nextLong(3_000_000);
        records.forEach(unused -> readableAtNanos.add(readable));
    }

    /** The topic as a machine sees it. */
    ShardTopic seenBy(Machine machine) {
        return new View(machine);
    }

    private final class View implements ShardTopic {
        private final Machine machine;
        private boolean opened;

        View(Machine machine) {
            this.machine = machine;
        }

        private void requireReachable() {
            machine.mayStandStill();
            if (away() || machine.isCutOff()) {
                throw new LogUnavailableException("the simulated broker cannot be reached", "");
            }
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean exists() {
            requireReachable();
            return true;
        }

        @Override
        public void create() {
            requireReachable();
        }

        @Override
        public int schemaId() {
            requireReachable();
            return 1;
        }

        @Override
        public ShardReader open(KafkaNote from) {
            requireReachable();
            return new ShardReader(machine.defective(new Reader(machine)), SHARD, new RecordSchemas(null), from);
        }

        @Override
        public TopicAppender appender() {
            requireReachable();
            if (opened) {
                counts.count(Event.PRODUCER_RESET);
            }
            opened = true;
            return new Appender(machine);
        }
    }

    private static final class Request {
        private final List<byte[]> values = new ArrayList<>();
        private final List<TopicAppender.Outcome> outcomes = new ArrayList<>();
    }

    private final class Appender implements TopicAppender {
        private final Machine machine;
        private final Deque<Request> waiting = new ArrayDeque<>();
        private long expected = -1;
        private boolean inFlight;
        private boolean failed;
        private boolean closed;

        Appender(Machine machine) {
            this.machine = machine;
        }

        @Override
        public void append(byte[] value, long timeMs, Outcome outcome) {
            if (failed || closed) {
                outcome.told(-1, new IllegalStateException("the producer has failed before"));
                return;
            }
            Request last = waiting.peekLast();
            boolean full = last == null || last.values.size() >= REQUEST_RECORDS || inFlight && waiting.size() == 1;
            if (full || world.random().nextInt(3) == 0) {
                last = new Request();
                waiting.add(last);
            }
            last.values.add(value);
            last.outcomes.add(outcome);
            send();
        }

        private void send() {
            if (inFlight || waiting.isEmpty() || failed) {
                return;
            }
            inFlight = true;
            Request request = waiting.peek();
            long way = world.random().nextLong(4_000_000);
            if (world.happens(faults.late)) {
                way += world.random().nextLong(LATE_NANOS);
            }
            world.after(way, () -> arrive(request, 0));
        }

        /** A packet that meets a cut network is sent again until the network is whole, for a while even if its process has ended. */
        private void arrive(Request request, int attempts) {
            if (away() || machine.isCutOff()) {
                if (!closed || attempts < 40) {
                    world.after(20_000_000 + world.random().nextLong(20_000_000), () -> arrive(request, attempts + 1));
                }
                return;
            }
            if (closed && world.random().nextInt(3) == 0) {
                return; // it never left the process
            }
            if (world.happens(faults.failedButLate)) {
                world.after(world.random().nextLong(LATE_NANOS), () -> Log.this.append(request.values));
                fail();
                return;
            }
            long first = values.size();
            Log.this.append(request.values);
            if (world.happens(faults.twice)) {
                counts.count(Event.DUPLICATE);
                if (world.random().nextBoolean()) {
                    first = values.size();
                    Log.this.append(request.values);
                } else {
                    world.after(world.random().nextLong(LATE_NANOS), () -> Log.this.append(request.values));
                }
            }
            if (world.happens(faults.lostAck)) {
                counts.count(Event.LOST_ACKNOWLEDGEMENT);
                fail();
            } else {
                // An answer that got lost is asked for again when the request's time is over.
                long way = world.random().nextLong(world.happens(faults.lateAnswer) ? REQUEST_TIMEOUT_NANOS : 4_000_000);
                long offset = first;
                world.after(way, () -> answer(request, offset));
            }
        }

        private void answer(Request request, long first) {
            if (closed || failed) {
                return;
            }
            if (machine.isCutOff() || machine.answersAreLost()) {
                world.after(20_000_000, () -> answer(request, first));
                return;
            }
            inFlight = false;
            waiting.remove();
            boolean ignored = machine.bug() == PlantedBug.OFFSETS_IGNORED && expected >= 0;
            long told = ignored ? expected : first;
            for (int i = 0; i < request.outcomes.size(); i++) {
                request.outcomes.get(i).told(told + i, null);
            }
            expected = told + request.outcomes.size();
            machine.acknowledged();
            send();
        }

        private void fail() {
            failed = true;
            world.after(world.random().nextLong(20_000_000), this::tellFailures);
        }

        private void tellFailures() {
            while (!waiting.isEmpty()) {
                waiting.remove().outcomes.forEach(outcome -> outcome.told(-1, new IllegalStateException("simulated failure")));
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true; // what is in flight goes its way
                tellFailures();
            }
        }
    }

    private final class Reader implements TopicReader {
        private final Machine machine;
        private int position;
        private int knownLeader = leaderEpoch;

        Reader(Machine machine) {
            this.machine = machine;
        }

        /** As Kafka's consumer asks each new leader how far the log went under the one before. */
        private boolean isBeyondEnd() {
            int end = values.size();
            while (knownLeader < leaderEpoch) {
                end = Math.min(end, sizeByLeader.get(++knownLeader));
            }
            return position > end;
        }

        @Override
        public String topic() {
            return NAME;
        }

        @Override
        public String topicId() {
            return TOPIC_ID;
        }

        @Override
        public void seek(long offset) {
            position = (int) offset;
        }

        @Override
        public List<TopicRecord> poll(Duration timeout) {
            List<TopicRecord> polled = new ArrayList<>();
            if (away() || machine.isCutOff() || machine.answersAreLost()) {
                return polled;
            }
            if (isBeyondEnd()) {
                throw LogRangeException.truncated(NAME, position);
            }
            int most = 1 + world.random().nextInt(30);
            while (polled.size() < most && position < values.size() && readableAtNanos.get(position) <= world.nanos()) {
                polled.add(new TopicRecord(position, null, values.get(position), LogSchema.fingerprintHeaderValue()));
                position++;
            }
            return polled;
        }

        @Override
        public long beginning() {
            return 0;
        }

        @Override
        public TopicEnd end() {
            machine.mayStandStill();
            if (away() || machine.isCutOff() || machine.answersAreLost()) {
                throw new LogUnavailableException("the simulated broker cannot be reached", "");
            }
            TopicEnd end = new TopicEnd(values.size(), leaderEpoch);
            machine.mayStandStill();
            return end;
        }

        @Override
        public void close() {}
    }
}
