package io.headwater.cache.node;

import io.headwater.cache.node.config.NodeConfig;
import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a cache node: one shard's primary, or a follower of it, in this process. With a log it may change between the two while it lives; when the log has gone on without it,
 * it ends with {@link NodeRestart}, which {@link NodeLife} turns into the next life.
 *
 * <pre>{@code
 * try (CacheNode node = CacheNode.start(config, NodePorts.NONE)) {
 *     node.awaitTermination();
 * }
 * }</pre>
 *
 * Methods may be called from any thread but the node's own.
 */
public final class CacheNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CacheNode.class);

    private final NodeConfig config;
    private final CompletableFuture<Void> end;
    private final NodeParts parts;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    private CacheNode(NodeConfig config, CompletableFuture<Void> end, NodeParts parts) {
        this.config = config;
        this.end = end;
        this.parts = parts;
    }

    /**
     * Starts a node and returns when clients can connect: locks the directory, recovers, takes its role, and binds the port last.
     *
     * @throws HeadwaterException if it cannot start; everything that was begun is undone then
     */
    public static CacheNode start(NodeConfig config, NodePorts ports) {
        return start(config, ports, null, new CompletableFuture<>());
    }

    /**
     * Starts a node over a directory that may have to be brought back to the log's history first.
     *
     * @param restart why the life before has ended; null on the first
     * @param end completed when the node ends; completed from outside, it ends the start or the node with that fault
     */
    static CacheNode start(NodeConfig config, NodePorts ports, @Nullable NodeRestart restart, CompletableFuture<Void> end) {
        config.warnings().forEach(LOG::warn);
        NodeParts parts = NodeStart.run(config, ports, restart, end);
        CacheNode node = new CacheNode(config, end, parts);
        parts.control().stopsBy(node::stopInBackground);
        // A node that has failed, or was replaced, answers nobody: not even by silence on an open connection.
        end.whenComplete((orderly, fault) -> {
            if (fault != null) new Thread(node::killClients, "headwater-kill").start();
        });
        LOG.info("listening on {}", config.address());
        return node;
    }

    private void killClients() {
        try {
            parts.server().kill();
        } catch (RejectedExecutionException released) {
            // close() was faster
        }
    }

    /** The port that clients connect to. */
    public int port() {
        return config.port();
    }

    /** The node's name, the same across restarts of its directory. */
    public String name() {
        return parts.directory().identity().node();
    }

    /** Runs a task where commands run, in a turn: for tests that hold that thread, or change the role. */
    void onWriterThread(Consumer<NodeWriter> task) {
        parts.loop().execute(() -> {
            parts.loop().openTurn();
            task.accept(parts.writer());
        });
    }

    /**
     * Waits until the node ends: by {@link #close}, by SHUTDOWN, or by a fault.
     *
     * @throws NodeRestart if it is to be started anew
     * @throws HeadwaterException the fault, with the process's exit code
     */
    public void awaitTermination() {
        try {
            end.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof HeadwaterException fault ? fault : e;
        }
    }

    /** Stops in order, and returns when everything is on disk and released; after a fault, only releases. */
    @Override
    public void close() {
        if (stopping.compareAndSet(false, true)) {
            try {
                if (end.isCompletedExceptionally()) parts.abandon();
                else parts.stop();
            } catch (HeadwaterException e) {
                end.completeExceptionally(e);
            } finally {
                end.complete(null);
                released.complete(null);
            }
        }
        released.join();
    }

    private void stopInBackground() {
        new Thread(this::close, "headwater-stop").start();
    }
}
