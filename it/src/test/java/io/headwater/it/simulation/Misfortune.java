package io.headwater.it.simulation;

import io.headwater.it.simulation.Counts.Event;
import java.util.List;
import java.util.Random;

/** Draws what goes wrong, and when; a bad thing every second or two, each of its own length. */
final class Misfortune {
    private static final long MEAN_PEACE_NANOS = 1_500_000_000;
    private static final long SECOND = 1_000_000_000;
    /** What stands still when everything is mended goes on within it, what is late arrives, and somebody leads. */
    private static final long SETTLED_NANOS = 5 * SECOND;
    private static final long CALM_NANOS = 8 * SECOND;

    private final World world;
    private final Log log;
    private final List<Machine> machines;
    private final Counts counts;
    private boolean over;
    private boolean calm;

    Misfortune(World world, Log log, List<Machine> machines, Counts counts) {
        this.world = world;
        this.log = log;
        this.machines = machines;
        this.counts = counts;
    }

    void begin() {
        next();
        if (world.random().nextInt(3) == 0) {
            world.after(world.random().nextLong(Simulation.MISFORTUNE_NANOS - CALM_NANOS), this::loseEnd);
        }
    }

    private void next() {
        world.after(world.random().nextLong(2 * MEAN_PEACE_NANOS), this::strike);
    }

    /**
     * The log loses its end while everything else is well: its primary has the records and brings them again, so that nothing is lost. With anything else beside it acknowledged
     * writes are gone; that is what replication is for.
     */
    private void loseEnd() {
        calm = true;
        heal();
        world.after(SETTLED_NANOS, () -> {
            if (machines.stream().anyMatch(Machine::holdsLease)) {
                log.loseEnd(1 + world.random().nextInt(40), CALM_NANOS - SETTLED_NANOS);
            }
        });
        world.after(CALM_NANOS, () -> {
            calm = false;
            if (!over) {
                log.faults = Log.Faults.USUAL;
                machines.forEach(Machine::hesitate);
            }
        });
    }

    /** Nothing bad happens any more, and everything is mended; who is dead comes back. */
    void end() {
        over = true;
        heal();
    }

    private void heal() {
        log.faults = Log.Faults.NONE;
        log.elect(0);
        machines.forEach(Machine::heal);
        machines.forEach(machine -> machine.start(null));
    }

    private void strike() {
        if (over) {
            return;
        }
        if (calm) {
            next();
            return;
        }
        Random random = world.random();
        Machine victim = machines.get(random.nextInt(machines.size()));
        if (random.nextInt(3) > 0) { // mostly it hits who leads
            victim = machines.stream().filter(machine -> machine.node() != null && machine.node().isPrimary()).findFirst().orElse(victim);
        }
        hit(victim, random);
        next();
    }

    private void hit(Machine victim, Random random) {
        switch (random.nextInt(14)) {
            case 0, 1 -> {
                counts.count(Event.KILL);
                victim.kill();
                comeBack(victim, random.nextLong(2 * SECOND));
            }
            case 2, 3 -> {
                counts.count(Event.POWER_LOSS);
                victim.losePower();
                comeBack(victim, random.nextLong(3 * SECOND));
            }
            case 4, 5 -> {
                counts.count(Event.PAUSE);
                victim.pause(random.nextLong(3 * SECOND));
            }
            case 6 -> {
                counts.count(Event.PARTITION);
                victim.cutOff(random.nextLong(4 * SECOND));
            }
            case 7 -> {
                counts.count(Event.PARTITION);
                victim.loseAnswers(random.nextLong(3 * SECOND));
            }
            case 8 -> {
                counts.count(Event.PARTITION);
                victim.hideFromClients(random.nextLong(3 * SECOND));
            }
            case 9 -> {
                counts.count(Event.DISK_STALL);
                victim.hangDisk(random.nextLong(2 * SECOND));
            }
            case 10 -> {
                counts.count(Event.DISK_FAILURE);
                victim.failDisk(0.2);
                world.after(random.nextLong(2 * SECOND), () -> victim.failDisk(0));
            }
            case 11 -> {
                counts.count(Event.CLOCK_JUMP);
                victim.jumpClock(random.nextLong(1_200_000) - 600_000);
            }
            case 12 -> {
                counts.count(Event.ELECTION);
                log.elect(random.nextLong(SECOND));
            }
            default -> {
                counts.count(Event.SWITCHOVER);
                victim.handOver();
            }
        }
    }

    private void comeBack(Machine victim, long afterNanos) {
        world.after(afterNanos, () -> victim.start(null));
    }
}
