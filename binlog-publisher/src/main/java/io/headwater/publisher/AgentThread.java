package io.headwater.publisher;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The thread on which an agent works, and its sleep while there is nothing to do. */
final class AgentThread {
    private static final long AWAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LogAgent agent;
    private final Thread thread;
    private final Signal signal;

    AgentThread(LogAgent agent, int shard) {
        this.agent = agent;
        this.thread = new Thread(this::run, "log-agent-" + shard);
        thread.setDaemon(true);
        this.signal = new Signal.Parking(thread);
    }

    Signal signal() {
        return signal;
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!agent.stopped()) {
            if (!agent.doWork()) {
                signal.await(AWAIT_NANOS);
            }
        }
    }

    /** Waits until the agent has stopped, which was told to; at once on its own thread. */
    void join(Duration atMost) {
        if (thread == Thread.currentThread() || !thread.isAlive()) {
            return;
        }
        try {
            thread.join(atMost);
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(atMost);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
