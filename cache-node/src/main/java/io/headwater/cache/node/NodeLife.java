package io.headwater.cache.node;

import io.headwater.cache.node.config.NodeConfig;
import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node over all its lives in one process: where a life ends with {@link NodeRestart}, the next one begins in the same directory, on the same port and with the
 * configuration of the process's start. A deposed primary so becomes a follower by the one way in which any node starts.
 *
 * <pre>
 * start -> serving -> NodeRestart -> rebuild, recover, follow -> serving -> ...
 *             |-> close, SHUTDOWN, any other fault: the end
 * </pre>
 *
 * Methods may be called from any thread but the node's own.
 */
public final class NodeLife implements AutoCloseable {
    private static final long SHORT_LIFE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private final NodeConfig config;
    private final Supplier<NodePorts> ports;
    private final CompletableFuture<Void> serving = new CompletableFuture<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "headwater-life");
    /** The end of the life that begins or goes on. */
    private volatile CompletableFuture<Void> lifeEnd = new CompletableFuture<>();

    private volatile @Nullable CacheNode node;

    private NodeLife(NodeConfig config, Supplier<NodePorts> ports) {
        this.config = config;
        this.ports = ports;
    }

    /**
     * Starts a node and returns when clients can connect.
     *
     * @param ports made anew for each life; closed by it
     * @throws HeadwaterException if it cannot start; everything that was begun is undone then
     */
    public static NodeLife start(NodeConfig config, Supplier<NodePorts> ports) {
        NodeLife life = new NodeLife(config, ports);
        life.thread.start();
        join(life.serving);
        return life;
    }

    private void run() {
        NodeRestart restart = null;
        long pauseMs = 0;
        try {
            while (!isStopAsked(pauseMs)) {
                long begunNanos = System.nanoTime();
                restart = live(restart);
                if (restart == null) break;
                boolean isShort = System.nanoTime() - begunNanos < SHORT_LIFE_NANOS;
                // A log in turmoil may depose it again and again; that is no reason to spin.
                pauseMs = isShort ? Math.clamp(2 * pauseMs, FIRST_PAUSE_MS, LONGEST_PAUSE_MS) : 0;
            }
            serving.complete(null);
            end.complete(null);
        } catch (RuntimeException | Error fault) {
            serving.completeExceptionally(fault);
            end.completeExceptionally(fault);
        }
    }

    /** One life; returns why there is to be another, or null. */
    private @Nullable NodeRestart live(@Nullable NodeRestart restart) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        lifeEnd = ended;
        if (isStopAsked(0)) return null;
        try (CacheNode begun = CacheNode.start(config, ports.get(), restart, ended)) {
            node = begun;
            serving.complete(null);
            if (isStopAsked(0)) return null;
            begun.awaitTermination();
            return null;
        } catch (NodeRestart next) {
            return next;
        } catch (Stopped asked) {
            return null;
        } finally {
            node = null;
        }
    }

    private boolean isStopAsked(long patienceMs) {
        try {
            return stopAsked.await(patienceMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /** The port that clients connect to. */
    public int port() {
        return config.port();
    }

    /**
     * Waits until the node ends for good: by {@link #close}, by SHUTDOWN, or by a fault.
     *
     * @throws HeadwaterException the fault, with the process's exit code
     */
    public void awaitTermination() {
        join(end);
    }

    private static void join(CompletableFuture<Void> future) {
        try {
            future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof HeadwaterException fault ? fault : e;
        }
    }

    /** Stops in order; a start that is under way is given up. Returns when everything is released. */
    @Override
    public void close() {
        stopAsked.countDown();
        CacheNode now = node;
        if (now != null) now.close();
        else lifeEnd.completeExceptionally(new Stopped());
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a start that nobody waits for any more. */
    private static final class Stopped extends HeadwaterException {
        Stopped() {
            super("the start was given up: the node was asked to stop", "", EXIT_FAILURE);
        }
    }
}
