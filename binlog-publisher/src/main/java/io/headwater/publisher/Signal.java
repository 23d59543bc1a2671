package io.headwater.publisher;

import java.util.concurrent.locks.LockSupport;

/** How one thread sleeps until there is something to do. */
public interface Signal {
    /** Wakes the waiting thread, or lets its next wait return at once. From any thread; never blocks. */
    void wake();

    /** Waits for {@link #wake}, or for a time. Called by one thread. */
    void await(long nanos);

    /** Parks the thread. Waking costs nothing while it is busy. */
    final class Parking implements Signal {
        private final Thread owner;
        private volatile boolean pending;
        private volatile boolean waiting;

        /** @param owner the only thread that will wait */
        Parking(Thread owner) {
            this.owner = owner;
        }

        @Override
        public void wake() {
            pending = true;
            if (waiting) {
                LockSupport.unpark(owner);
            }
        }

        @Override
        public void await(long nanos) {
            waiting = true;
            if (!pending) {
                LockSupport.parkNanos(this, nanos);
            }
            waiting = false;
            pending = false;
        }
    }
}
