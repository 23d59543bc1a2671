package io.headwater.it.simulation;

import io.headwater.cache.node.SteppedNode;
import io.headwater.it.history.History;
import io.headwater.it.history.Linearizability;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One run: two or three nodes, three clients, a minute of misfortune, and some quiet in which the shard must recover. Everything that happens follows from the seed; a failure names it.
 */
final class Simulation {
    /** How long things go wrong, in simulated time. */
    static final long MISFORTUNE_NANOS = 60_000_000_000L;

    private static final long QUIET_NANOS = 12_000_000_000L;
    private static final long LOOK_EVERY_NANOS = 500_000_000;
    private static final int CLIENTS = 3;

    private final Counts counts = new Counts();
    private final History history = new History();
    private final World world;
    private final Log log;
    private final List<Machine> machines = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<Invariant> invariants;
    private final Misfortune misfortune;
    private final Truth truth;

    private Simulation(long seed, PlantedBug bug) {
        Random random = new Random(seed);
        world = new World(random);
        log = new Log(world, counts);
        truth = new Truth(log, counts);
        invariants = List.of(
                new Invariant.OnePrimaryAnswers(),
                new Invariant.NoCommittedWriteLost(truth),
                new Invariant.ReplicaIsPrefixOfLog(truth));
        int nodes = 2 + random.nextInt(2);
        for (int i = 0; i < nodes; i++) {
            machines.add(new Machine(world, log, counts, "n" + (i + 1), i, bug));
        }
        for (int i = 0; i < CLIENTS; i++) {
            Client client = new Client(world, machines, invariants, history, counts, i + 1);
            clients.add(client);
            world.add(client);
        }
        misfortune = new Misfortune(world, log, machines, counts);
    }

    /**
     * Runs a seed and returns what happened.
     *
     * @throws AssertionError if an invariant was broken; the message names the seed and the invariant
     */
    static Counts run(long seed, PlantedBug bug) {
        Simulation simulation = new Simulation(seed, bug);
        try {
            simulation.run();
            return simulation.counts;
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        }
    }

    private void run() {
        machines.forEach(machine -> machine.start(null));
        misfortune.begin();
        while (world.nanos() < MISFORTUNE_NANOS) {
            world.run(LOOK_EVERY_NANOS);
            if (!log.isMending()) {
                invariants.forEach(invariant -> invariant.check(machines));
            }
        }
        misfortune.end();
        long writes = counts.of(Counts.Event.WRITE);
        long quietUntil = world.nanos() + QUIET_NANOS;
        while (world.nanos() < quietUntil) {
            world.run(LOOK_EVERY_NANOS);
            invariants.forEach(invariant -> invariant.check(machines));
        }
        requireProgress(writes);
        clients.forEach(Client::end);
        invariants.forEach(Invariant::end);
        Linearizability.require(history);
    }

    /** With everything mended somebody serves, and all others have caught up. */
    private void requireProgress(long writesBefore) {
        truth.read();
        boolean served = counts.of(Counts.Event.WRITE) > writesBefore + 10;
        List<Machine> behind = machines.stream().filter(machine -> !isNear(machine)).toList();
        if (!served || !behind.isEmpty()) {
            StringBuilder text = new StringBuilder("Progress: the shard does not recover: the log ends at " + truth.epoch() + ":" + truth.lastLsn());
            machines.forEach(machine -> text.append("\n  ").append(machine.describe()));
            throw new AssertionError(text.toString());
        }
    }

    private boolean isNear(Machine machine) {
        SteppedNode node = machine.node();
        return node != null && node.fault() == null && truth.lastLsn() - node.position().lsn() < 20;
    }
}
