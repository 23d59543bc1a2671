package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.publisher.SimulatedTopic.Faults;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Nodes that compete for a shard in one thread, on a topic that fails like Kafka: they crash, lose power, pause, are cut off, read late, hand over. Clients write and read at level
 * {@code log}: each reply waits until what it depends on is in the log, and is given only under a lease. After each step of a millisecond the {@link Invariants} are checked.
 */
final class AgentCluster {
    /** What a planted fault changes. Without any change the rules hold. */
    static class Rules {
        /** @param node a node's name, or "reference" for the reader that judges the run, which must read one by one */
        SimulatedLink link(String node) {
            return new SimulatedLink() {
                @Override
                boolean readsOneByOne() {
                    return node.equals("reference");
                }
            };
        }

        LeaseTimings timings(String node) {
            return LeaseTimings.DEFAULT;
        }

        /** @param before of the process before on this node; null for the first */
        OwnClaims own(OwnClaims before) {
            return new OwnClaims();
        }

        Supplier<LeaseProof> proofs(SimulatedTopic topic) {
            return LeaseProof::new;
        }

        /** The directory as the agent sees it. */
        LocalLog shown(MemoryLog local, SimulatedTopic topic) {
            return local;
        }

        boolean checksLease() {
            return true;
        }

        boolean checksLeaseBeforeExecution() {
            return false;
        }

        boolean acknowledgesEarly() {
            return false;
        }

        boolean endsLeaseBeforeMarker() {
            return true;
        }
    }

    /** What happens in a run; a test demands that none is zero. */
    static final class Counts {
        long claims;
        long voidClaims;
        long voidBatches;
        long resolutions;
        long duplicates;
        long unknownResults;
        long lateAppends;
        long deposed;
        long crashes;
        long powerCuts;
        long handOvers;
        long acknowledged;
        long reads;
        long unanswered;

        @Override
        public String toString() {
            return "claims " + claims + ", void claims " + voidClaims + ", void batches " + voidBatches + ", resolutions " + resolutions
                    + ", duplicates " + duplicates + ", unknown results " + unknownResults + ", late appends " + lateAppends
                    + ", deposed " + deposed + ", crashes " + crashes + ", power cuts " + powerCuts + ", hand-overs " + handOvers
                    + ", acknowledged " + acknowledged + ", reads " + reads + ", unanswered " + unanswered;
        }

        void add(Counts other) {
            claims += other.claims;
            voidClaims += other.voidClaims;
            voidBatches += other.voidBatches;
            resolutions += other.resolutions;
            duplicates += other.duplicates;
            unknownResults += other.unknownResults;
            lateAppends += other.lateAppends;
            deposed += other.deposed;
            crashes += other.crashes;
            powerCuts += other.powerCuts;
            handOvers += other.handOvers;
            acknowledged += other.acknowledged;
            reads += other.reads;
            unanswered += other.unanswered;
        }

        long least() {
            return Arrays.stream(new long[] {
                        claims, voidClaims, voidBatches, resolutions, duplicates, unknownResults, lateAppends, deposed, crashes, powerCuts,
                        handOvers, acknowledged, reads, unanswered
                    })
                    .min()
                    .orElseThrow();
        }
    }

    private static final long MS = 1_000_000;
    private static final Faults BAD = new Faults(10, 10, 20, 5, 1);

    final Random random;
    final SimulatedTopic topic;
    final List<Member> members = new ArrayList<>();
    final Counts counts = new Counts();
    final Invariants invariants;
    private final Rules rules;
    private boolean calm;
    private boolean quiet;
    private int starts;

    AgentCluster(long seed, int nodes, Rules rules) {
        this.random = new Random(seed);
        this.rules = rules;
        topic = new SimulatedTopic(random, SimulatedNode.SHARD, BAD);
        topic.waitsTakeTime = false;
        topic.exists = false;
        topic.strayNanos = 2_000 * MS;
        invariants = new Invariants(this, topic.by(rules.link("reference")));
        for (int i = 0; i < nodes; i++) {
            members.add(new Member("n" + (i + 1), i));
        }
    }

    /** Runs with faults, then without, until everybody agrees. */
    Counts run(int ms) {
        for (int i = 0; i < ms; i++) {
            members.forEach(Member::mishap);
            step();
        }
        calm = true;
        topic.faults(Faults.NONE);
        topic.awaySteps = 0;
        members.forEach(Member::heal);
        for (int i = 0; i < 6_000; i++) {
            quiet = i > 5_500;
            step();
        }
        invariants.progress();
        counts.duplicates += topic.duplicates;
        counts.unknownResults += topic.failures;
        counts.lateAppends += topic.lateAppends;
        counts.resolutions += topic.opened - starts - 1;
        return counts;
    }

    private void step() {
        members.forEach(Member::turn);
        topic.step(MS);
        invariants.check();
    }

    private boolean chance(int inSteps) {
        return random.nextInt(inSteps) == 0;
    }

    /** A read or write that was executed and not answered. */
    private record Pending(boolean write, long lsn, long acknowledgedBefore) {}

    /** A node: its directory, and one process after the other. */
    final class Member {
        final String name;
        final MemoryLog local;
        private final int priority;
        private final SimulatedLink link;
        private final List<Pending> pending = new ArrayList<>();
        private OwnClaims own;
        SimulatedNode process;
        private long pausedUntilNanos;
        private long downUntilNanos;
        private long cutUntilNanos;
        private long leaseEndsNanos;
        private boolean wasDeposed;
        private boolean executes;
        private boolean leasedBefore;
        private long led;

        Member(String name, int priority) {
            this.name = name;
            this.priority = priority;
            this.local = new MemoryLog(name);
            this.link = rules.link(name);
        }

        boolean leased() {
            return process != null && process.leased();
        }

        private void mishap() {
            if (process == null) {
                return;
            }
            if (chance(4_000)) {
                crash(random.nextInt(3) == 0);
            } else if (chance(3_000)) {
                pausedUntilNanos = topic.nanoTime() + random.nextLong(1_500 * MS);
            } else if (chance(5_000)) {
                link.cut = true;
                cutUntilNanos = topic.nanoTime() + random.nextLong(1_500 * MS);
            } else if (chance(1_000)) {
                link.lagNanos = random.nextInt(3) == 0 ? random.nextLong(900 * MS) : 0;
            } else if (chance(2_000) && process.leads()) {
                handOver();
            }
        }

        private void handOver() {
            counts.handOvers++;
            if (rules.endsLeaseBeforeMarker()) {
                process.handOver();
            } else {
                process.writeMarker();
                leaseEndsNanos = topic.nanoTime() + 300 * MS;
            }
        }

        private void crash(boolean powerCut) {
            counts.crashes++;
            end(random.nextLong(3_000 * MS));
            if (powerCut) {
                counts.powerCuts++;
                local.lose(random.nextInt(Math.min(local.frames(), 20) + 1));
            }
        }

        private void end(long downNanos) {
            process.agent.abandon();
            process = null;
            counts.unanswered += pending.size();
            pending.clear();
            leaseEndsNanos = 0;
            downUntilNanos = topic.nanoTime() + downNanos;
        }

        private void heal() {
            pausedUntilNanos = 0;
            downUntilNanos = 0;
            cutUntilNanos = 0;
            link.lagNanos = 0;
        }

        private void start() {
            boolean primary = starts == 0 || !wasDeposed && random.nextInt(4) == 0;
            starts++;
            wasDeposed = false;
            own = rules.own(own);
            LogAgent agent = new LogAgent(
                    topic.by(link),
                    SimulatedNode.SHARD,
                    FailoverMode.AUTO,
                    priority,
                    rules.timings(name),
                    topic::nanoTime,
                    random,
                    topic.signal(),
                    own,
                    rules.proofs(topic));
            led = 0;
            process = new SimulatedNode(
                    topic, local, rules.shown(local, topic), random, primary ? Ambition.PRIMARY : Ambition.STANDBY, agent) {
                @Override
                public void advanced(KafkaNote note) {
                    invariants.filterAgreement(name, note);
                    super.advanced(note);
                }

                @Override
                public void record(byte[] payload, int offset, int length) {
                    invariants.stateIsPrefix(name, local, payload, offset, length);
                    super.record(payload, offset, length);
                }
            };
        }

        private void turn() {
            long now = topic.nanoTime();
            if (now >= cutUntilNanos) {
                link.cut = false;
            }
            if (process == null && now >= downUntilNanos) {
                start();
            }
            if (process == null || now < pausedUntilNanos) {
                return;
            }
            process.turn();
            if (process.failure != null) {
                throw new AssertionError(name + " failed", process.failure);
            }
            if (process.deposedBy != null) {
                becomeDeposed();
                return;
            }
            serve(now);
        }

        private void becomeDeposed() {
            counts.deposed++;
            long lastValidLsn = process.lastValidLsn;
            end(random.nextLong(300 * MS));
            local.cut(lastValidLsn);
            wasDeposed = true;
        }

        /** The writer's turn: executes, and in its next turn reads the clock and replies. In between it may be paused. */
        private void serve(long now) {
            if (leaseEndsNanos != 0 && now >= leaseEndsNanos && process.leadership != null) {
                leaseEndsNanos = 0;
                process.agent.handOver(local.lastLsn());
            }
            if (process.leadership == null || process.led != led) {
                counts.unanswered += pending.size();
                pending.clear();
                led = process.led;
            }
            executes = !executes;
            if (process.leadership == null) {
                return;
            }
            if (executes) {
                execute();
            } else {
                reply();
            }
        }

        private void execute() {
            leasedBefore = process.leased();
            if (rules.checksLeaseBeforeExecution() && chance(20)) {
                pausedUntilNanos = topic.nanoTime() + random.nextLong(1_500 * MS);
                return; // between reading the clock and executing
            }
            executeNow();
        }

        private void executeNow() {
            if (!quiet && process.leads() && random.nextInt(calm ? 100 : 4) == 0 && pending.size() < 1_000) {
                process.write(random.nextInt(1, 3));
                pending.add(new Pending(true, local.lastLsn(), 0));
                if (rules.acknowledgesEarly()) {
                    invariants.acknowledged(local.lastLsn(), local.recordAt(local.lastLsn()));
                }
            }
            if (random.nextInt(3) == 0) {
                pending.add(new Pending(false, local.lastLsn(), invariants.acknowledgedLsn()));
            }
        }

        private void reply() {
            boolean inTime = process.leased();
            if (rules.checksLeaseBeforeExecution()) {
                inTime = leasedBefore;
                executeNow();
            }
            if (!rules.checksLease()) {
                inTime = true;
            }
            long committed = process.committedLsn;
            while (!pending.isEmpty() && pending.getFirst().lsn() <= committed) {
                answer(pending.removeFirst(), inTime);
            }
        }

        private void answer(Pending done, boolean inTime) {
            if (!inTime) {
                counts.unanswered++;
            } else if (done.write()) {
                counts.acknowledged++;
                invariants.acknowledged(done.lsn(), local.recordAt(done.lsn()));
            } else {
                counts.reads++;
                invariants.onePrimaryAnswers(name, done.lsn(), done.acknowledgedBefore());
            }
        }
    }
}
