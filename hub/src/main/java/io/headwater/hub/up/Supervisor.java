package io.headwater.hub.up;

import io.headwater.hub.launch.Supervised;
import io.headwater.schemas.HeadwaterException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Starts ended children again. One thread calls {@link #doWork}; time is what that thread says it is.
 *
 * <pre>
 * RUNNING  -- process ended --> DOWN
 * DOWN     -- backoff over, start fails --> DOWN
 * DOWN     -- backoff over, started --> STARTING
 * STARTING -- answers --> RUNNING
 * STARTING -- process ended --> DOWN
 * </pre>
 */
final class Supervisor {
    private enum State {
        RUNNING,
        DOWN,
        STARTING
    }

    private final List<Watched> watched;
    private final Consumer<String> report;

    /** Watches children that serve at {@code nowMs}; {@code report} gets one line per event. */
    Supervisor(List<? extends Supervised> children, long nowMs, Consumer<String> report) {
        this.watched = children.stream().map(child -> new Watched(child, nowMs)).toList();
        this.report = report;
    }

    /** Looks once at every child. Times in ms of any steady clock. */
    void doWork(long nowMs) {
        watched.forEach(child -> child.doWork(nowMs));
    }

    private final class Watched {
        private final Supervised supervised;
        private final Backoff backoff = new Backoff();
        private State state = State.RUNNING;
        private long startedMs;
        private long dueMs;

        Watched(Supervised supervised, long nowMs) {
            this.supervised = supervised;
            this.startedMs = nowMs;
        }

        void doWork(long nowMs) {
            switch (state) {
                case RUNNING -> {
                    if (!supervised.child().isAlive()) {
                        down(nowMs, "ended with code " + supervised.child().exitCode(), supervised.gist());
                    }
                }
                case DOWN -> {
                    if (nowMs >= dueMs) {
                        start(nowMs);
                    }
                }
                case STARTING -> {
                    if (!supervised.child().isAlive()) {
                        down(nowMs, "ended with code " + supervised.child().exitCode(), supervised.gist());
                    } else if (supervised.answers()) {
                        state = State.RUNNING;
                        report.accept(supervised.name() + " serves again");
                    }
                }
            }
        }

        private void start(long nowMs) {
            startedMs = nowMs;
            try {
                supervised.relaunch();
                state = State.STARTING;
            } catch (HeadwaterException e) {
                down(nowMs, "does not start", String.valueOf(e.getMessage()));
            }
        }

        private void down(long nowMs, String what, String why) {
            long delayMs = backoff.delayMs(nowMs - startedMs);
            dueMs = nowMs + delayMs;
            state = State.DOWN;
            String delay = String.format(Locale.ROOT, "%.1f s", delayMs / 1000.0);
            report.accept(supervised.name() + " " + what + (why.isEmpty() ? "" : " (" + why + ")") + "; starting it again in " + delay);
        }
    }
}
