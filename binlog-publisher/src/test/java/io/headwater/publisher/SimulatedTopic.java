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

    /** A request whose producer is gone, and when it lands if it does. */
    private record Stray(Request request, long dueNanos) {}

    private static final SimulatedLink DIRECT = new SimulatedLink();

    private final RandomGenerator random;
    private final int shard;
    private final List<byte[]> values = new ArrayList<>();
    /** When each landed; shorter than the values where a test put some there itself. */
    private final List<Long> landedAtNanos = new ArrayList<>();
    private final List<Stray> strays = new ArrayList<>();
    private final List<Appender> open = new ArrayList<>();
    private Faults faults;
    private boolean othersAct;
    private long nanos = 1;
    boolean exists = true;
    /** Whether time passes for who waits; otherwise only {@link #step} lets it. */
    boolean waitsTakeTime = true;
    /** Appends whose outcome nobody was told, records that landed twice, records that landed after their producer was gone, readers opened. */
    long failures;

    long duplicates;
    long lateAppends;
    long opened;
    /** How long what was left under way may stay so. */
    long strayNanos;

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
        while (landedAtNanos.size() > size) {
            landedAtNanos.removeLast();
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
            Stray stray = strays.get(random.nextInt(strays.size()));
            if (nanos >= stray.dueNanos) {
                strays.remove(stray);
                if (random.nextInt(3) > 0) {
                    lateAppends += stray.request.values.size();
                    put(stray.request.values);
                }
            }
        }
        for (Appender appender : List.copyOf(open)) {
            appender.land();
        }
    }

    private void stray(Request request) {
        boolean soon = strayNanos == 0 || random.nextBoolean();
        strays.add(new Stray(request, soon ? nanos : nanos + random.nextLong(strayNanos)));
    }

    private void put(List<byte[]> landed) {
        values.addAll(landed);
        while (landedAtNanos.size() < values.size()) {
            landedAtNanos.add(nanos);
        }
    }

    /** What a reader sees that lags. */
    private int visible(long lagNanos, int seen) {
        int size = values.size();
        while (size > seen && size <= landedAtNanos.size() && landedAtNanos.get(size - 1) > nanos - lagNanos) {
            size--;
        }
        return size;
    }

    /** The topic as one process reaches it. */
    ShardTopic by(SimulatedLink link) {
        return new LinkedTopic(this, link);
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
        return open(from, DIRECT);
    }

    ShardReader open(KafkaNote from, SimulatedLink link) {
        requireThere(link);
        opened++;
        Reader reader = new Reader(link, (int) from.nextOffset());
        ShardReader judging = new ShardReader(reader, shard, new RecordSchemas(null), from);
        reader.judging = judging;
        return judging;
    }

    @Override
    public TopicAppender appender() {
        return appender(DIRECT);
    }

    TopicAppender appender(SimulatedLink link) {
        link.appenderOpened();
        Appender appender = new Appender(link);
        open.add(appender);
        return appender;
    }

    private void requireThere() {
        requireThere(DIRECT);
    }

    void requireThere(SimulatedLink link) {
        if (awaySteps > 0 || link.cut) {
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
        private final SimulatedLink link;
        private boolean closed;

        Appender(SimulatedLink link) {
            this.link = link;
        }

        @Override
        public void append(byte[] given, long timeMs, Outcome outcome) {
            byte[] value = link.sent(given);
            if (waiting.isEmpty() || random.nextInt(3) == 0) {
                waiting.add(new Request(new ArrayList<>(), new ArrayList<>()));
            }
            waiting.getLast().values.add(value);
            waiting.getLast().outcomes.add(outcome);
        }

        /** Perhaps the oldest request lands, and is answered. */
        void land() {
            if (waiting.isEmpty() || link.cut || random.nextInt(3) > 0) {
                return;
            }
            land(waiting.remove());
        }

        private void land(Request request) {
            IntPredicate chance = SimulatedTopic.this::happens;
            if (chance.test(faults.neverLands)) {
                stray(request);
                tellFailure(request);
                return;
            }
            long first = values.size();
            put(request.values);
            if (chance.test(faults.twice)) {
                duplicates += request.values.size();
                if (random.nextBoolean()) {
                    first = values.size();
                    put(request.values);
                } else {
                    stray(new Request(request.values, List.of())); // the copy lands later
                }
            }
            if (chance.test(faults.lostAck)) {
                tellFailure(request);
                return;
            }
            boolean unknown = chance.test(faults.unknownOffset);
            for (int i = 0; i < request.outcomes.size(); i++) {
                request.outcomes.get(i).told(unknown ? -1 : link.told(request.values.get(i), first + i), null);
            }
        }

        private void tellFailure(Request request) {
            failures += request.outcomes.size();
            request.outcomes.forEach(outcome -> outcome.told(-1, new IllegalStateException("simulated failure")));
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.remove(this);
                if (!waiting.isEmpty()) {
                    stray(waiting.getFirst()); // one request in flight; those behind it never left
                }
                waiting.forEach(this::tellFailure); // a closed producer still talks
            }
        }
    }

    private final class Reader implements TopicReader {
        private final SimulatedLink link;
        private int position;
        private int seen;
        private ShardReader judging;

        Reader(SimulatedLink link, int from) {
            this.link = link;
            this.position = from;
            this.seen = from;
        }

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
            int most = awaySteps > 0 || link.cut ? 0 : link.readsOneByOne() ? 1 : random.nextInt(1, 20);
            seen = Math.max(seen, position);
            int end = visible(link.lagNanos, seen);
            while (polled.size() < most && position < end) {
                byte[] value = link.read(judging, values.get(position));
                polled.add(new TopicRecord(position, null, value, LogSchema.fingerprintHeaderValue()));
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
            requireThere(link);
            return new TopicEnd(visible(link.lagNanos, seen), leaderEpoch);
        }

        @Override
        public void close() {}
    }
}
