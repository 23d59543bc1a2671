package io.headwater.it.harness.fault;

import io.headwater.it.harness.Await;
import io.headwater.it.history.History;
import io.headwater.it.history.Linearizability;
import io.headwater.it.history.RecordingClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Clients that load a shard from beginning to end of a test; their history must be linearizable whatever is done to it. */
public final class Witnesses implements AutoCloseable {
    private static final int CLIENTS = 6;
    private static final int KEYS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final History history = new History();
    private final List<RecordingClient> clients;

    private Witnesses(List<Integer> ports, long seed) {
        clients = IntStream.range(0, CLIENTS)
                .mapToObj(number -> RecordingClient.start(number, ports, history, KEYS, seed))
                .toList();
    }

    /** Starts them. */
    public static Witnesses start(List<Integer> ports, long seed) {
        return new Witnesses(ports, seed);
    }

    /** Writes that were acknowledged so far. */
    public long writes() {
        return clients.stream().mapToLong(RecordingClient::writes).sum();
    }

    /** Waits for so many more acknowledged writes. */
    public void awaitWrites(long more) {
        long wanted = writes() + more;
        Await.until("clients write on", PATIENCE, this::writes, writes -> writes >= wanted);
    }

    /** The longest time that any client had to wait for its next acknowledged write. */
    public Duration longestWait() {
        return Duration.ofNanos(clients.stream().mapToLong(RecordingClient::longestWaitNanos).max().orElse(0));
    }

    /** From here on {@link #longestWait} is that of what follows; a wait that has begun counts as a whole. */
    public void forgetWaits() {
        clients.forEach(RecordingClient::forgetWaits);
    }

    /** What they have seen. */
    public History history() {
        return history;
    }

    /** Ends them and fails unless one order of all operations explains every answer. */
    public void judge() {
        close();
        Linearizability.require(history);
    }

    @Override
    public void close() {
        clients.forEach(RecordingClient::close);
    }
}
