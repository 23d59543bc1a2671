package io.headwater.it.simulation;

import io.headwater.cache.engine.Args;
import io.headwater.it.history.History;
import io.headwater.it.history.Operation;
import io.headwater.it.simulation.Counts.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A client with one call at a time: looks for the primary among the machines, calls it, and writes down what it is told. */
final class Client implements World.Actor {
    private static final int KEYS = 5;
    private static final int OPERATIONS_PER_KEY = 120;
    private static final long PATIENCE_NANOS = 2_000_000_000;
    private static final long MEAN_PAUSE_NANOS = 80_000_000;
    private static final double ROAMING = 0.15;
    /** How many of the values are so long that their entries come in chunks. */
    private static final double LONG_VALUES = 0.04;
    private static final int LONGEST_VALUE = 3_000;
    private static final long WAY_NANOS = 1_500_000;

    private final World world;
    private final List<Machine> machines;
    private final List<Invariant> invariants;
    private final History history;
    private final Counts counts;
    private final int number;

    private int target;
    private long nextCallNanos;
    private int values;
    private @Nullable Session session;
    private @Nullable Call call;

    Client(World world, List<Machine> machines, List<Invariant> invariants, History history, Counts counts, int number) {
        this.world = world;
        this.machines = machines;
        this.invariants = invariants;
        this.history = history;
        this.counts = counts;
        this.number = number;
    }

    /** Counters are keys of their own: only one kind of write can be told from another there. */
    private record Call(Operation.Kind kind, String key, @Nullable String value, long invokedAt, Machine machine, Session session) {}

    @Override
    public boolean isAwake() {
        return call == null && world.nanos() >= nextCallNanos;
    }

    @Override
    public void act() {
        if (world.happens(ROAMING)) {
            lookElsewhere(); // most clients stay with whom they have; some must meet a primary that others do not know yet
        }
        Machine machine = machines.get(target);
        Session current = session;
        if (current == null || !current.isAlive()) {
            current = machine.connect(this::leaves);
            session = current;
        }
        if (current == null) {
            lookElsewhere();
            return;
        }
        Call next = draw(machine, current);
        call = next;
        Session used = current;
        Args command = command(next);
        travel(machine, () -> used.send(command, () -> travel(machine, () -> refused(next))));
        world.after(PATIENCE_NANOS, () -> giveUp(next));
    }

    private Call draw(Machine machine, Session over) {
        Random random = world.random();
        int generation = history.size() / (KEYS * OPERATIONS_PER_KEY);
        int index = random.nextInt(KEYS);
        boolean counter = index < 2;
        String key = (counter ? "counter:" : "register:") + generation + ":" + index;
        Operation.Kind kind = random.nextInt(5) < 2 ? Operation.Kind.GET : counter ? Operation.Kind.INCR : Operation.Kind.SET;
        String value = kind == Operation.Kind.SET ? value() : null;
        return new Call(kind, key, value, world.nanos(), machine, over);
    }

    private String value() {
        String value = number + "." + values++;
        return world.happens(LONG_VALUES) ? value + ".".repeat(world.random().nextInt(LONGEST_VALUE)) : value;
    }

    private static Args command(Call call) {
        byte[] key = call.key.getBytes(StandardCharsets.US_ASCII);
        byte[] name = call.kind.name().getBytes(StandardCharsets.US_ASCII);
        return call.value == null ? Args.of(name, key) : Args.of(name, key, call.value.getBytes(StandardCharsets.US_ASCII));
    }

    /** A message takes a while, or never arrives. */
    private void travel(Machine machine, Runnable arrival) {
        if (machine.isReachable()) {
            world.after(world.random().nextLong(WAY_NANOS), arrival);
        }
    }

    /** A reply leaves the machine; a session carries one call at a time, and none after one that was given up. */
    private void leaves(Session over, byte[] reply) {
        Machine machine = over.machine();
        if (reply[0] != '-') {
            over.epoch().ifPresent(epoch -> invariants.forEach(invariant -> invariant.answered(machine, epoch)));
        }
        travel(machine, () -> arrives(over, reply));
    }

    private void arrives(Session over, byte[] reply) {
        Call answered = call;
        if (answered == null || answered.session != over) {
            return; // too late
        }
        String text = new String(reply, StandardCharsets.ISO_8859_1);
        if (text.startsWith("-UNKNOWN")) {
            unknown(answered);
        } else if (text.startsWith("-")) {
            refused(answered);
        } else {
            done(answered, text);
        }
    }

    private void done(Call answered, String reply) {
        long now = world.nanos();
        switch (answered.kind) {
            case GET -> history.get(number, answered.key, bulk(reply), answered.invokedAt, now);
            case SET -> history.set(number, answered.key, String.valueOf(answered.value), answered.invokedAt, now);
            case INCR -> history.incr(number, answered.key, Long.parseLong(line(reply)), answered.invokedAt, now);
            case CAS -> throw new AssertionError("nobody calls that here");
        }
        if (answered.kind == Operation.Kind.GET) {
            counts.count(Event.READ);
        } else {
            String value = answered.kind == Operation.Kind.SET ? String.valueOf(answered.value) : line(reply);
            counts.count(Event.WRITE);
            invariants.forEach(invariant -> invariant.acknowledged(answered.key, value));
        }
        rest();
    }

    private static String line(String reply) {
        return reply.substring(1, reply.indexOf('\r'));
    }

    private static @Nullable String bulk(String reply) {
        if (reply.startsWith("$-1") || reply.startsWith("_")) {
            return null;
        }
        int start = reply.indexOf('\n') + 1;
        return reply.substring(start, reply.length() - 2);
    }

    private void refused(Call refused) {
        if (call == refused) {
            counts.count(Event.REFUSED);
            lookElsewhere();
        }
    }

    private void unknown(Call lost) {
        counts.count(Event.UNKNOWN_RESULT);
        switch (lost.kind) {
            case SET -> history.set(number, lost.key, String.valueOf(lost.value), lost.invokedAt, Operation.NEVER);
            case INCR -> history.incr(number, lost.key, 0, lost.invokedAt, Operation.NEVER);
            case GET, CAS -> {}
        }
        lookElsewhere();
    }

    /** The run is over: what is under way may have happened. */
    void end() {
        Call last = call;
        if (last != null) {
            unknown(last);
        }
    }

    private void giveUp(Call late) {
        if (call == late) {
            unknown(late);
        }
    }

    private void lookElsewhere() {
        session = null;
        target = (target + 1) % machines.size();
        rest();
    }

    private void rest() {
        call = null;
        nextCallNanos = world.nanos() + world.random().nextLong(2 * MEAN_PAUSE_NANOS);
    }
}
