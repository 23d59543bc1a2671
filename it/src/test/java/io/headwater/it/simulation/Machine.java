package io.headwater.it.simulation;

import io.headwater.cache.binlog.SimulatedDisk;
import io.headwater.cache.node.NodeRestart;
import io.headwater.cache.node.ShardLog;
import io.headwater.cache.node.SteppedNode;
import io.headwater.it.simulation.Counts.Event;
import io.headwater.replication.TopicReader;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A node's computer: its disk, its clocks, its network towards the log, and a process that comes and goes. The process has three threads: the agent's, the binlog's and the writer's. Clocks run at a rate of
 * their own, within two percent, and the wall clock may jump.
 */
final class Machine {
    /** The process was killed while it stood still within a step. */
    static final class Gone extends Error {
        private static final long serialVersionUID = 1;

        Gone() {
            super("the process is gone", null, false, false);
        }
    }

    private static final long WALL_MS = 1_790_000_000_000L;
    private static final double MAX_DRIFT = 0.02;
    private static final double HESITATION = 0.0005;
    private static final int PAGE_BYTES = 512;

    private final World world;
    private final Log log;
    private final Counts counts;
    private final String name;
    private final int priority;
    private final PlantedBug bug;
    private final SimulatedDisk disk;
    private final double rate;
    private final long originNanos;
    private long wallOffsetMs;

    private long pausedUntilNanos;
    private long cutUntilNanos;
    private long deafUntilNanos;
    private long unreachableUntilNanos;
    private long diskHangsUntilNanos;
    /** How likely a thread stands still at each place where it may. */
    private double hesitation = HESITATION;

    private @Nullable Running running;
    private @Nullable String lastProblem;
    /** The thread whose turn it is, if it is one of this machine's. */
    private World.@Nullable Actor acting;

    Machine(World world, Log log, Counts counts, String name, int priority, PlantedBug bug) {
        this.world = world;
        this.log = log;
        this.counts = counts;
        this.name = name;
        this.priority = priority;
        this.bug = bug;
        this.disk = new SimulatedDisk(world.random(), PAGE_BYTES);
        this.rate = 1 + MAX_DRIFT * (2 * world.random().nextDouble() - 1);
        this.originNanos = world.random().nextLong();
        disk.beforeSync(this::hangWithTheDisk);
    }

    String name() {
        return name;
    }

    /** The monotonic clock of this machine; where it began says nothing. */
    long nanoTime() {
        return originNanos + (long) (world.nanos() * rate);
    }

    long wallMs() {
        return WALL_MS + wallOffsetMs + world.nanos() / 1_000_000;
    }

    // ---- what happens to it

    void jumpClock(long ms) {
        wallOffsetMs += ms;
    }

    void pause(long nanos) {
        pausedUntilNanos = world.nanos() + nanos;
    }

    /** No packet passes between it and the brokers. */
    void cutOff(long nanos) {
        cutUntilNanos = world.nanos() + nanos;
    }

    /** Its requests arrive at the brokers, nothing comes back. */
    void loseAnswers(long nanos) {
        deafUntilNanos = world.nanos() + nanos;
    }

    /** Clients do not reach it. */
    void hideFromClients(long nanos) {
        unreachableUntilNanos = world.nanos() + nanos;
    }

    void hangDisk(long nanos) {
        diskHangsUntilNanos = world.nanos() + nanos;
    }

    void failDisk(double rateOfFailures) {
        disk.failureRate(rateOfFailures);
    }

    /** Threads lose their processor now and then, as they did before {@link #heal}. */
    void hesitate() {
        hesitation = HESITATION;
    }

    void heal() {
        long now = world.nanos();
        pausedUntilNanos = now;
        cutUntilNanos = now;
        deafUntilNanos = now;
        unreachableUntilNanos = now;
        diskHangsUntilNanos = now;
        hesitation = 0;
        disk.failureRate(0);
    }

    boolean isCutOff() {
        return world.nanos() < cutUntilNanos;
    }

    boolean answersAreLost() {
        return world.nanos() < deafUntilNanos;
    }

    boolean isReachable() {
        return world.nanos() >= unreachableUntilNanos;
    }

    boolean isPaused() {
        return world.nanos() < pausedUntilNanos;
    }

    boolean diskHangs() {
        return world.nanos() < diskHangsUntilNanos;
    }

    World world() {
        return world;
    }

    Counts counts() {
        return counts;
    }

    SimulatedDisk disk() {
        return disk;
    }

    int priority() {
        return priority;
    }

    PlantedBug bug() {
        return bug;
    }

    // ---- its process

    boolean isRunning() {
        return running != null;
    }

    /** Starts the process, unless one runs. */
    void start(@Nullable NodeRestart restart) {
        if (running != null) {
            return;
        }
        try {
            running = new Running(this, log.seenBy(this), restart);
        } catch (SimulatedDisk.Crash | IOException failed) {
            world.after(500_000_000, () -> start(restart));
        } catch (HeadwaterException failed) {
            // A disk that fails within the start; what no crash could leave is an error that every try repeats, and the shard's progress will miss this node.
            lastProblem = failed.getMessage();
            world.after(500_000_000, () -> start(restart));
        }
    }

    /** SIGKILL. */
    void kill() {
        end();
        disk.killProcess();
    }

    /** The machine loses its power, and all that the disk has not synced. */
    void losePower() {
        end();
        disk.losePower();
    }

    private void end() {
        Running process = running;
        if (process != null) {
            running = null;
            process.end();
        }
    }

    /** The node in its process; null while none runs. */
    @Nullable SteppedNode node() {
        return running == null ? null : running.node();
    }

    /** Whether its process follows, and has all that the log held when it began: what its directory still has beyond the log was found by then. */
    boolean hasCaughtUp() {
        return running != null
                && running.node().hasCaughtUp()
                && running.progress().state() == ShardLog.State.FOLLOWING;
    }

    /** Whether it leads, and the log takes what it writes. */
    boolean holdsLease() {
        Running process = running;
        return process != null && process.node().isPrimary() && process.progress().state() == ShardLog.State.LEADING && process.holdsLease();
    }

    /** Why it does not serve, for a message. */
    String describe() {
        Running process = running;
        String state = process == null ? "no process" : process.progress().toString();
        return name + ": " + state + (process == null ? "" : " at " + process.node().position())
                + (lastProblem == null ? "" : "; last problem: " + lastProblem);
    }

    void handOver() {
        if (running != null) {
            running.handOver();
        }
    }

    /** A connection of a client to the process that runs now; null while none does. */
    @Nullable Session connect(BiConsumer<Session, byte[]> out) {
        return running == null ? null : new Session(this, running, out);
    }

    boolean runs(Running process) {
        return running == process;
    }

    TopicReader defective(TopicReader reader) {
        return bug == PlantedBug.CLAIM_IGNORED
                ? new Deafness(reader, name, () -> running != null && running.node().isPrimary())
                : reader;
    }

    void acknowledged() {
        if (running != null) {
            running.acknowledged();
        }
    }

    // ---- standing still

    /** The thread that has its turn may lose its processor here. */
    void mayStandStill() {
        if (acting != null && world.happens(hesitation)) {
            standStill(world.random().nextLong(1_500_000_000));
        }
    }

    private void hangWithTheDisk() {
        long left = diskHangsUntilNanos - world.nanos();
        if (left > 0) {
            standStill(left);
        }
    }

    private void standStill(long nanos) {
        World.Actor actor = acting;
        Running process = running;
        if (actor == null || process == null) {
            return;
        }
        acting = null; // what happens meanwhile is not this thread's doing
        world.standStill(actor, nanos);
        acting = actor;
        if (running != process) {
            throw new Gone();
        }
    }

    /** A thread of a process has its turn. */
    void turn(Running process, World.Actor thread, Runnable step) {
        World.Actor before = acting;
        acting = thread;
        try {
            step.run();
        } catch (Gone gone) {
            return; // killed meanwhile
        } catch (SimulatedDisk.Crash crash) {
            if (running == process) {
                losePower();
            }
            return;
        } finally {
            acting = before;
        }
        HeadwaterException fault = running == process ? process.node().fault() : null;
        if (fault != null) {
            endBy(process, fault);
        }
    }

    private void endBy(Running process, HeadwaterException fault) {
        process.node().releaseReplies(); // what was held is answered by errors
        end();
        disk.killProcess();
        lastProblem = fault.getMessage();
        if (fault instanceof NodeRestart restart) {
            counts.count(Event.DEPOSED);
            start(restart);
        } else {
            world.after(world.random().nextLong(1_000_000_000), () -> start(null));
        }
    }
}
