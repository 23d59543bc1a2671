package io.headwater.it.simulation;

import io.headwater.cache.engine.Args;
import io.headwater.cache.node.NodeRestart;
import io.headwater.cache.node.ShardLog;
import io.headwater.cache.node.ShardLog.Ambition;
import io.headwater.cache.node.SteppedNode;
import io.headwater.cache.resp.SteppedLoop;
import io.headwater.it.simulation.Counts.Event;
import io.headwater.publisher.LeaseTimings;
import io.headwater.publisher.LogAgent;
import io.headwater.publisher.ShardTopic;
import io.headwater.publisher.Signal;
import io.headwater.schemas.FailoverMode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One process of a node, from its start to its end: three threads, and the commands that wait for the writer's. */
final class Running {
    private static final long BEAT_NANOS = 100_000_000;
    private static final int COMMANDS_PER_TURN = 8;
    /** Shorter than the lease of the others: what is planted is that nobody compares the two. */
    private static final LeaseTimings IMPATIENT = new LeaseTimings(
            Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(150), Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofSeconds(1));

    private record Waiting(SteppedNode.Request request, Runnable notPrimary) {}

    private final Machine machine;
    private final Port port;
    private final SteppedNode node;
    private final Deque<Waiting> inbox = new ArrayDeque<>();
    private final List<World.Actor> threads = new ArrayList<>();
    private long nextBeatNanos;
    private boolean handsOver;

    /**
     * Starts it.
     *
     * @throws IOException if the disk fails
     */
    Running(Machine machine, ShardTopic topic, @Nullable NodeRestart restart) throws IOException {
        this.machine = machine;
        this.nextBeatNanos = machine.nanoTime();
        boolean impatient = machine.bug() == PlantedBug.IMPATIENT_CHALLENGER && machine.priority() > 0;
        LogAgent agent = new LogAgent(
                topic,
                Log.SHARD,
                FailoverMode.AUTO,
                machine.priority(),
                impatient ? IMPATIENT : LeaseTimings.DEFAULT,
                machine::nanoTime,
                machine.world().random(),
                new NoSignal());
        port = new Port(agent, machine::nanoTime, machine.bug());
        node = new SteppedNode(new SteppedNode.Setup(
                machine.name(),
                Log.SHARD,
                machine.disk(),
                machine::nanoTime,
                machine::wallMs,
                machine.world().random(),
                port,
                machine.priority() == 0 ? Ambition.PRIMARY : Ambition.STANDBY,
                restart,
                machine.bug() != PlantedBug.VOID_FRAMES_KEPT,
                machine::mayStandStill));
        if (node.tornBytes() > 0) {
            machine.counts().count(Event.TORN_WRITE);
        }
        if (node.voidFrames() > 0) {
            machine.counts().count(Event.TRUNCATION);
        }
        thread(agent::doWork);
        thread(node::binlogTurn);
        thread(this::writerTurn);
    }

    private void thread(Runnable step) {
        World.Actor thread = new World.Actor() {
            @Override
            public boolean isAwake() {
                return !machine.isPaused();
            }

            @Override
            public void act() {
                machine.turn(Running.this, this, step);
            }
        };
        threads.add(thread);
        machine.world().add(thread);
    }

    private void writerTurn() {
        port.turnBegins();
        if (handsOver) {
            handsOver = false;
            node.handOver();
        }
        List<SteppedNode.Request> requests = new ArrayList<>();
        while (!node.isHandingOver() && !inbox.isEmpty() && requests.size() < COMMANDS_PER_TURN) {
            Waiting next = inbox.remove();
            if (node.isPrimary()) {
                requests.add(next.request);
            } else {
                next.notPrimary.run();
            }
        }
        boolean beat = machine.nanoTime() - nextBeatNanos >= 0;
        if (beat) {
            nextBeatNanos = machine.nanoTime() + BEAT_NANOS;
        }
        node.writerTurn(requests, beat && !machine.diskHangs());
    }

    SteppedNode node() {
        return node;
    }

    ShardLog.Progress progress() {
        return port.agent().progress();
    }

    boolean holdsLease() {
        return port.agent().holdsLease();
    }

    SteppedLoop.Client connect(Consumer<byte[]> out) {
        return node.connect(out);
    }

    /** Brings a command; {@code notPrimary} runs if the node does not lead when it looks at it. */
    void send(SteppedLoop.Client client, Args command, Runnable notPrimary) {
        inbox.add(new Waiting(new SteppedNode.Request(client, command), notPrimary));
    }

    /** An operator wants another node to lead. */
    void handOver() {
        handsOver = true;
    }

    /** The broker has acknowledged something. */
    void acknowledged() {
        port.acknowledged();
    }

    /** Ends at once: what its producer has under way goes its way. */
    void end() {
        threads.forEach(machine.world()::remove);
        port.agent().abandon();
        node.abandon();
    }

    /** Agents are asked again and again. */
    private static final class NoSignal implements Signal {
        @Override
        public void wake() {}

        @Override
        public void await(long nanos) {}
    }
}
