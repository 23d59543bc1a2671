package io.headwater.cache.node;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * When a node of a shard with a log may let clients in: once it leads, or once it has all that the topic held at its start and does not expect to lead at once. One that is
 * started as the primary expects to, and waits until it leads or hears that somebody else does, so that its clients meet no replica. Owned by the writer thread.
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

    /** All that the topic held at the start is applied. */
    void caughtUp() {
        caughtUp = true;
        if (ambition != ShardLog.Ambition.PRIMARY) ready.complete(null);
    }

    /** The log holds something newer than at the start: unless this node led last, its primary lives. */
    void heard() {
        if (!caughtUp || ready.isDone()) return;
        String leader = leaderNode.get();
        if (!leader.isEmpty() && !leader.equals(node)) ready.complete(null);
    }

    /** This node leads. */
    void leads() {
        ready.complete(null);
    }
}
