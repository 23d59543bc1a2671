package io.headwater.restore.tap;

import io.headwater.replication.JudgedLog;
import io.headwater.replication.JudgedRecord;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * Prints the log of a cluster: of each shard what is valid, in its order. Shards are read in turn, a piece of each at a time. A reader that closes the pipe
 * ends the tap in good order. One thread.
 */
public final class Tap {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int UNENDING = -1;

    private final IntFunction<JudgedLog> open;
    private final OutputStream out;
    private final BooleanSupplier stopped;
    private final Place place;

    /** Told how far the printing has come: what it needs of a shard's log from now on. */
    @FunctionalInterface
    public interface Place {
        /** Of a tap that nobody waits for. */
        Place UNTOLD = (shard, position, neededOffset) -> {};

        /** Called often, a few times each second at least while the tap runs. */
        void reached(int shard, Position position, long neededOffset);
    }

    /**
     * @param open opens a shard's log from its oldest record on
     * @param out where the lines go
     * @param stopped asked often; true ends a following tap
     */
    public Tap(IntFunction<JudgedLog> open, OutputStream out, BooleanSupplier stopped, Place place) {
        this.open = open;
        this.out = out;
        this.stopped = stopped;
        this.place = place;
    }

    /** A shard's log while it is printed. */
    private record Reading(int shard, JudgedLog reader, TapPrinter printer, long firstOffset, long endOffset) {
        boolean wants(JudgedRecord judged) {
            return judged.offset() >= firstOffset && (endOffset == UNENDING || judged.offset() < endOffset);
        }

        boolean done() {
            return endOffset != UNENDING && reader.nextOffset() >= endOffset;
        }
    }

    /**
     * Prints until the end that the logs have now or, following, until it is stopped or nobody reads any more.
     *
     * @param shards how many the cluster has
     * @throws HeadwaterException if there is no such shard, or its log cannot be read
     */
    public void run(TapRequest request, int shards) {
        Integer wanted = request.shard();
        if (wanted != null && (wanted < 0 || wanted >= shards)) {
            throw new HeadwaterException(
                    "there is no shard " + wanted + ": the cluster has " + shards,
                    "shards are numbered from 0",
                    HeadwaterException.EXIT_USAGE);
        }
        JsonLines lines = new JsonLines(out);
        List<Reading> readings = new ArrayList<>();
        try {
            for (int shard = wanted == null ? 0 : wanted; shard < (wanted == null ? shards : wanted + 1); shard++) {
                readings.add(reading(request, shard, lines));
            }
            print(readings, lines);
            if (!request.follow() && request.fromPosition() != null) requireReached(readings.getFirst(), request.fromPosition());
        } catch (IOException closedPipe) {
            // Whoever read the lines has had enough: `headwater tap | head` is no failure.
        } finally {
            readings.forEach(reading -> reading.reader().close());
        }
    }

    /** A mistyped position must not look like a log without entries. */
    private void requireReached(Reading reading, Position from) {
        Position end = reading.reader().position();
        if (end.compareTo(from) < 0 && !stopped.getAsBoolean()) {
            throw new HeadwaterException(
                    "position " + from + " lies beyond the end of shard " + reading.shard() + "'s log, which is " + end,
                    "check the position, or add --follow to wait for it",
                    HeadwaterException.EXIT_USAGE);
        }
    }

    private Reading reading(TapRequest request, int shard, JsonLines lines) {
        JudgedLog reader = open.apply(shard);
        long end = reader.end().offset();
        boolean onlyNew = request.fromMs() == Long.MAX_VALUE;
        TapPrinter printer = new TapPrinter(lines, shard, request.fromPosition(), onlyNew ? 0 : request.fromMs());
        // Also what is not printed is read: what is valid later depends on it.
        return new Reading(shard, reader, printer, onlyNew ? end : 0, request.follow() ? UNENDING : end);
    }

    private void print(List<Reading> readings, JsonLines lines) throws IOException {
        List<Reading> left = new ArrayList<>(readings);
        left.removeIf(Reading::done);
        while (!left.isEmpty() && !stopped.getAsBoolean()) {
            boolean any = false;
            for (Reading reading : left) {
                for (JudgedRecord judged : reading.reader().poll(POLL.dividedBy(left.size()))) {
                    any = true;
                    if (reading.wants(judged)) {
                        reading.printer().print(judged);
                    }
                }
                lines.flush();
                place.reached(reading.shard(), reading.reader().position(), reading.reader().neededOffset());
            }
            left.removeIf(Reading::done);
            if (!any) {
                // A tap that is to end must not wait for a Kafka that went away: this throws then.
                left.stream().filter(reading -> reading.endOffset() != UNENDING).forEach(reading -> reading.reader().end());
            }
        }
    }
}
