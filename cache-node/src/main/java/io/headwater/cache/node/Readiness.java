package io.headwater.cache.node;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * When a node of a shard with a log may let clients in: once it leads, or once it has all that the topic held at its start and need not expect to lead at once. A
 * primary whose epoch was its own, or who is the first of all, waits for its claim, so that its clients meet no replica. Owned by the writer thread.
 */
final class Readiness {
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final ShardLog.Ambition ambition;
    private final String node;
    private final Supplier<String> leaderNode;
    private boolean caughtUp;

    /**
     * @param node this one's name
     * @param leaderNode who leads by what the log's agent has read; empty for nobody yet
     */
    Readiness(ShardLog.Ambition ambition, String node, Supplier<String> leaderNode) {
        this.ambition = ambition;
        this.node = node;
        this.leaderNode = leaderNode;
    }

    /** Completes once; from any thread. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    void caughtUp() {
        caughtUp = true;
        String leader = leaderNode.get();
        boolean claims = ambition == ShardLog.Ambition.PRIMARY && (leader.isEmpty() || leader.equals(node));
        if (!claims) ready.complete(null);
    }

    void leads() {
        ready.complete(null);
    }

    void ledBy(String leader) {
        if (caughtUp && !leader.equals(node)) ready.complete(null);
    }
}
