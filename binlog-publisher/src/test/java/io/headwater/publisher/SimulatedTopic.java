package io.headwater.publisher;

import io.headwater.replication.LogRangeException;
import io.headwater.replication.LogUnavailableException;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.ShardReader;
import io.headwater.replication.TopicReader;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogSchema;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * A topic in memory that treats its producers as badly as Kafka may: requests land late, twice, or never; acknowledgements get lost, or tell a
 * later copy's offset; requests behind a failed one still land, so that the log has a hole; what a closed producer had under way may land at any
 * time. It may lose its end. One thread; time passes only here.
 */
final class SimulatedTopic implements ShardTopic {
    static final String TOPIC_ID = "simulated";

    /** What may go wrong, each as a chance in 1000 per step. */
    record Faults(int lostAck, int neverLands, int twice, int unknownOffset, int away) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 0);
    }

    private record Request(List<byte[]> values, List<TopicAppender.Outcome> outcomes) {}

    private final RandomGenerator random;
    private final int shard;
    private final List<byte[]> values = new ArrayList<>();
    private final List<Request> strays = new ArrayList<>();
    private final List<Appender> open = new ArrayList<>();
    private Faults faults;
    private boolean othersAct;
    private long nanos = 1;
    boolean exists = true;
    /** Whether time passes for who waits; otherwise only {@link #step} lets it. */
    boolean waitsTakeTime = true;
    int leaderEpoch;
    int beginning;
    /** Steps for which nobody can reach the topic. */
    int awaySteps;
    /** Runs at each step of time: what others do meanwhile. */
    Runnable others = () -> {};

    SimulatedTopic(RandomGenerator random, int shard, Faults faults) {
        this.random = random;
        this.shard = shard;
        this.faults = faults;
    }

    void faults(Faults next) {
        faults = next;
    }

    long nanoTime() {
        return nanos;
    }

    List<byte[]> values() {
        return values;
    }

    /** The broker loses the topic's end with its power, and what was on the way to it. */
    void truncate(int size) {
        while (values.size() > size) {
            values.removeLast();
        }
        strays.clear();
    }

    /** Whether a record is waiting to land. */
    boolean appending() {
        return open.stream().anyMatch(appender -> !appender.waiting.isEmpty());
    }

    /** What is appended meanwhile lands at once, before anything that waits. */
    void landFirst(Runnable append) {
        List<Appender> before = List.copyOf(open);
        append.run();
        for (Appender appender : List.copyOf(open)) {
            while (!before.contains(appender) && !appender.waiting.isEmpty()) {
                appender.land(appender.waiting.remove());
            }
        }
    }

    /** Lets time pass, and one thing happen. */
    void step(long elapsedNanos) {
        nanos += elapsedNanos;
        if (!othersAct) { // time passes for the others, too, when they wait
            othersAct = true;
            others.run();
            othersAct = false;
        }
        if (awaySteps > 0) {
            awaySteps--;
            return;
        }
        if (happens(faults.away)) {
            awaySteps = random.nextInt(1, 50);
        }
        if (!strays.isEmpty() && random.nextInt(4) == 0) {
            Request stray = strays.remove(random.nextInt(strays.size()));
            if (random.nextInt(3) > 0) {
                values.addAll(stray.values);
            }
        }
        for (Appender appender : List.copyOf(open)) {
            appender.land();
        }
    }

    private boolean happens(int chance) {
        return random.nextInt(1000) < chance;
    }

    @Override
    public String name() {
        return "test.binlog." + shard;
    }

    @Override
    public boolean exists() {
        requireThere();
        return exists;
    }

    @Override
    public void create() {
        requireThere();
        exists = true;
    }

    @Override
    public int schemaId() {
        return 1;
    }

    @Override
    public ShardReader open(KafkaNote from) {
        requireThere();
        return new ShardReader(new Reader(), shard, new RecordSchemas(null), from);
    }

    @Override
    public TopicAppender appender() {
        Appender appender = new Appender();
        open.add(appender);
        return appender;
    }

    private void requireThere() {
        if (awaySteps > 0) {
            if (waitsTakeTime) {
                step(1_000_000);
            }
            throw new LogUnavailableException("the simulated topic is away", "");
        }
    }

    /** How a thread of the simulation waits: time passes. */
    Signal signal() {
        return new Signal() {
            @Override
            public void wake() {}

            @Override
            public void await(long nanosToWait) {
                step(Math.min(nanosToWait, 1_000_000));
            }
        };
    }

    private final class Appender implements TopicAppender {
        private final Deque<Request> waiting = new ArrayDeque<>();
        private boolean closed;

        @Override
        public void append(byte[] value, long timeMs, Outcome outcome) {
            if (waiting.isEmpty() || random.nextInt(3) == 0) {
                waiting.add(new Request(new ArrayList<>(), new ArrayList<>()));
            }
            waiting.getLast().values.add(value);
            waiting.getLast().outcomes.add(outcome);
        }

        /** Perhaps the oldest request lands, and is answered. */
        void land() {
            if (waiting.isEmpty() || random.nextInt(3) > 0) {
                return;
            }
            land(waiting.remove());
        }

        private void land(Request request) {
            IntPredicate chance = SimulatedTopic.this::happens;
            if (chance.test(faults.neverLands)) {
                strays.add(request);
                tellFailure(request);
                return;
            }
            long first = values.size();
            values.addAll(request.values);
            if (chance.test(faults.twice)) {
                first = values.size();
                values.addAll(request.values);
            }
            if (chance.test(faults.lostAck)) {
                tellFailure(request);
                return;
            }
            boolean unknown = chance.test(faults.unknownOffset);
            for (int i = 0; i < request.outcomes.size(); i++) {
                request.outcomes.get(i).told(unknown ? -1 : first + i, null);
            }
        }

        private void tellFailure(Request request) {
            request.outcomes.forEach(outcome -> outcome.told(-1, new IllegalStateException("simulated failure")));
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.remove(this);
                if (!waiting.isEmpty()) {
                    strays.add(waiting.getFirst()); // one request in flight; those behind it never left
                }
                waiting.forEach(this::tellFailure); // a closed producer still talks
            }
        }
    }

    private final class Reader implements TopicReader {
        private int position;

        @Override
        public String topic() {
            return name();
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
            if (position > values.size()) {
                throw LogRangeException.truncated(topic(), position);
            }
            if (position < beginning) {
                throw LogRangeException.trimmed(topic(), position, beginning);
            }
            if (waitsTakeTime && (awaySteps > 0 || position == values.size())) {
                step(timeout.toNanos());
            }
            List<TopicRecord> polled = new ArrayList<>();
            int most = awaySteps > 0 ? 0 : random.nextInt(1, 20);
            while (polled.size() < most && position < values.size()) {
                polled.add(new TopicRecord(position, null, values.get(position), LogSchema.fingerprintHeaderValue()));
                position++;
            }
            return polled;
        }

        @Override
        public long beginning() {
            return beginning;
        }

        @Override
        public TopicEnd end() {
            requireThere();
            return new TopicEnd(values.size(), leaderEpoch);
        }

        @Override
        public void close() {}
    }
}
