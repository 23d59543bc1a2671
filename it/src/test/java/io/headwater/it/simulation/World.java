package io.headwater.it.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Time, and who acts in it. Actors stand for threads: each step of the world gives some of them a turn, in an order drawn from the seed. An actor may stand still within its turn
 * ({@link #standStill}), as a thread does that waits for a disk or loses its processor: all others go on meanwhile.
 */
final class World {
    private static final long STEP_NANOS = 6_000_000;
    /** Who stands still while another does so within it would only make the stack deep. */
    private static final int MAX_DEPTH = 3;

    /** One thread of a machine. */
    interface Actor {
        /** Whether it runs at the moment. */
        boolean isAwake();

        /** One turn. */
        void act();
    }

    private record Event(long atNanos, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private static final class Slot {
        private final Actor actor;
        private boolean busy;

        Slot(Actor actor) {
            this.actor = actor;
        }
    }

    private final Random random;
    private final List<Slot> slots = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nanos = 1_000_000_000;
    private long eventNumber;
    private int depth;

    World(Random random) {
        this.random = random;
    }

    /** The time that nobody sees but the simulation, ns. */
    long nanos() {
        return nanos;
    }

    Random random() {
        return random;
    }

    /** Whether a thing of this probability happens now. */
    boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    void add(Actor actor) {
        slots.add(new Slot(actor));
    }

    void remove(Actor actor) {
        slots.removeIf(slot -> slot.actor == actor);
    }

    /** Does something later. */
    void after(long delayNanos, Runnable action) {
        events.add(new Event(nanos + Math.max(0, delayNanos), eventNumber++, action));
    }

    /** Lets time pass for all. */
    void run(long durationNanos) {
        long end = nanos + durationNanos;
        while (nanos < end) {
            step();
        }
    }

    private void step() {
        nanos += 1 + random.nextLong(STEP_NANOS);
        for (Event next = events.peek(); next != null && next.atNanos <= nanos; next = events.peek()) {
            events.remove().action.run();
        }
        int count = slots.size();
        int first = count == 0 ? 0 : random.nextInt(count);
        for (int i = 0; i < count && i < slots.size(); i++) {
            Slot slot = slots.get((first + i) % slots.size());
            if (!slot.busy && slot.actor.isAwake()) {
                slot.actor.act();
            }
        }
    }

    /** The actor that has its turn stands still for so long; a signal to return early is not given. */
    void standStill(Actor actor, long durationNanos) {
        Slot slot = slots.stream().filter(candidate -> candidate.actor == actor).findFirst().orElse(null);
        if (slot == null || depth >= MAX_DEPTH) {
            return;
        }
        boolean before = slot.busy;
        slot.busy = true;
        depth++;
        try {
            run(durationNanos);
        } finally {
            depth--;
            slot.busy = before;
        }
    }
}
