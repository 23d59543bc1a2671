package io.headwater.it.harness.fault;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** How one direction of a network is at the moment. All methods from any thread, at once in effect; a new one is perfect. */
public final class Link {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private boolean cut;
    private volatile long delayNanos;
    private volatile double lossRate;
    private volatile long bytesPerSecond;
    private volatile Consumer<ByteBuffer> witness = piece -> {};
    private volatile Consumer<ByteBuffer> lateWitness = piece -> {};

    /** Nothing goes through any more, and nobody is told: packets are dropped. */
    public void cut() {
        lock.lock();
        try {
            cut = true;
        } finally {
            lock.unlock();
        }
    }

    /** What waited goes through, and everything after it: TCP sends again what was dropped. */
    public void open() {
        lock.lock();
        try {
            cut = false;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Everything takes so much longer, ms. */
    public void delayMs(long ms) {
        delayNanos = ms * 1_000_000;
    }

    /** The share of packets that are lost, 0 to 1: each costs the time until TCP sends it again, for it and all behind it. */
    public void lossRate(double rate) {
        lossRate = rate;
    }

    /** How much goes through; 0 for no limit. */
    public void bytesPerSecond(long limit) {
        bytesPerSecond = limit;
    }

    /** Is shown each piece before it goes on, with its position at the piece's begin, on the connection's thread; a client writes a request in one piece, unless it is long. */
    public void witness(Consumer<ByteBuffer> next) {
        witness = next;
    }

    /** {@link #witness}, but shown each piece once it has been handed to the other side. */
    public void lateWitness(Consumer<ByteBuffer> next) {
        lateWitness = next;
    }

    void passes(byte[] bytes, int length) {
        witness.accept(ByteBuffer.wrap(bytes, 0, length).asReadOnlyBuffer());
    }

    void passed(byte[] bytes, int length) {
        lateWitness.accept(ByteBuffer.wrap(bytes, 0, length).asReadOnlyBuffer());
    }

    long delayNanos() {
        return delayNanos;
    }

    double lossRate() {
        return lossRate;
    }

    void awaitOpen() throws InterruptedException {
        lock.lock();
        try {
            while (cut) {
                opened.await();
            }
        } finally {
            lock.unlock();
        }
    }

    void pace(int bytes) {
        long limit = bytesPerSecond;
        if (limit > 0) {
            LockSupport.parkNanos(bytes * 1_000_000_000L / limit);
        }
    }
}
