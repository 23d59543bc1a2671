package io.headwater.it.simulation;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What happened in runs: a simulation in which something never happens says nothing about it. One thread. */
final class Counts {
    /** What is counted. */
    enum Event {
        /** A claim took effect. */
        CLAIM,
        /** A claim came too late. */
        VOID_CLAIM,
        /** A batch that readers pass over. */
        VOID_BATCH,
        /** An entry took effect that is longer than a batch, and came in chunks. */
        CHUNKED_ENTRY,
        /** A claim took effect between the chunks of an entry, which is void as a whole. */
        CUT_ENTRY,
        /** The log lost its end. */
        LOST_END,
        /** A directory lost its void end. */
        TRUNCATION,
        /** Recovery found a torn end. */
        TORN_WRITE,
        /** A client does not know what became of its write. */
        UNKNOWN_RESULT,
        /** A producer was given up and a new one opened. */
        PRODUCER_RESET,
        /** A request was appended twice. */
        DUPLICATE,
        /** An acknowledgement got lost. */
        LOST_ACKNOWLEDGEMENT,
        KILL,
        POWER_LOSS,
        DISK_FAILURE,
        DISK_STALL,
        PAUSE,
        PARTITION,
        CLOCK_JUMP,
        ELECTION,
        SWITCHOVER,
        /** A process began anew because it had been replaced. */
        DEPOSED,
        /** A client was told that a write was done. */
        WRITE,
        READ,
        REFUSED
    }

    private final Map<Event, Long> counts = new EnumMap<>(Event.class);

    void count(Event event) {
        counts.merge(event, 1L, Long::sum);
    }

    void add(Counts other) {
        other.counts.forEach((event, count) -> counts.merge(event, count, Long::sum));
    }

    long of(Event event) {
        return counts.getOrDefault(event, 0L);
    }

    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
