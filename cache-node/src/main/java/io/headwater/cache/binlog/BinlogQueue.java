package io.headwater.cache.binlog;

import io.headwater.schemas.FrameCodec;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
import org.jctools.queues.atomic.SpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Records on their way from the writer thread to the binlog thread, and the arrays on their way back. What one turn of the writer thread
 * brought is always taken; the bound is that it stops reading clients while {@link #hasRoom} is false. The bound counts memory: a record that fills little of
 * its array waits in a copy that fits, or a second of small batches would hold gigabytes.
 */
final class BinlogQueue {
    private static final int CHUNK = 1024;
    private static final int RETURNED_MAX = 64;
    static final int BUFFER_MIN_BYTES = 64 * 1024;
    static final int BUFFER_MAX_BYTES = 1024 * 1024;
    /** A record is copied when it fills less than this part of its array. */
    private static final int COPIED_PART = 4;
    /** Of objects, headers and slots, about. */
    private static final int BATCH_OVERHEAD_BYTES = 64;

    /** A sealed record; {@link FrameCodec#HEADER_BYTES} in front of the payload are free. */
    @SuppressWarnings("ArrayRecordComponent") // moved from one owner to the next, never compared
    record Batch(byte[] bytes, int payloadOffset, int payloadLength) {
        int frameBytes() {
            return FrameCodec.HEADER_BYTES + payloadLength;
        }

        int heldBytes() {
            return bytes.length + BATCH_OVERHEAD_BYTES;
        }

        /** The same record in an array of its own size. */
        Batch copied() {
            byte[] frame = new byte[frameBytes()];
            System.arraycopy(bytes, payloadOffset, frame, FrameCodec.HEADER_BYTES, payloadLength);
            return new Batch(frame, FrameCodec.HEADER_BYTES, payloadLength);
        }
    }

    private final SpscUnboundedAtomicArrayQueue<Batch> batches = new SpscUnboundedAtomicArrayQueue<>(CHUNK);
    private final SpscAtomicArrayQueue<byte[]> returned = new SpscAtomicArrayQueue<>(RETURNED_MAX);
    private final long maxQueuedBytes;
    private final Reservation reservation;
    private volatile long offeredBytes; // written by the writer thread
    private volatile long takenBytes; // written by the binlog thread
    private volatile long offeredMemory; // by the writer thread
    private volatile long takenMemory; // by the binlog thread
    private byte @Nullable [] kept; // owned by the writer thread
    private volatile boolean waitsForRoom;
    private volatile boolean waitsForPromise;
    private volatile boolean signalled;
    private volatile @Nullable Thread sleeper;

    BinlogQueue(long maxQueuedBytes, Reservation reservation) {
        this.maxQueuedBytes = maxQueuedBytes;
        this.reservation = reservation;
    }

    // ---- the writer thread

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    void offer(Batch batch) {
        Batch offered = batch;
        if (batch.frameBytes() < batch.bytes().length / COPIED_PART) {
            offered = batch.copied();
            kept = batch.bytes();
        }
        batches.offer(offered);
        offeredMemory += offered.heldBytes();
        offeredBytes += offered.frameBytes();
        unpark();
    }

    boolean hasRoom() {
        if (offeredMemory - takenMemory < maxQueuedBytes) {
            return true;
        }
        waitsForRoom = true;
        // The binlog thread may have made room before it could see that somebody waits.
        return offeredMemory - takenMemory < maxQueuedBytes;
    }

    boolean admits(long bytes) {
        long needed = offeredBytes + bytes;
        if (needed <= reservation.promisedBytes()) {
            return true;
        }
        reservation.want(needed);
        waitsForPromise = true;
        wake();
        return needed <= reservation.promisedBytes();
    }

    byte[] takeBuffer() {
        byte[] buffer = kept == null ? returned.poll() : kept;
        kept = null;
        return buffer == null ? new byte[BUFFER_MIN_BYTES] : buffer;
    }

    // ---- the binlog thread

    @Nullable Batch peek() {
        return batches.peek();
    }

    /** Removes what {@link #peek} returned, once its bytes are elsewhere. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    void taken(Batch batch) {
        batches.poll();
        takenMemory += batch.heldBytes();
        takenBytes += batch.frameBytes();
        if (batch.bytes().length >= BUFFER_MIN_BYTES && batch.bytes().length <= BUFFER_MAX_BYTES) {
            returned.offer(batch.bytes());
        }
    }

    boolean isEmpty() {
        return offeredBytes == takenBytes;
    }

    /** Whether the writer thread waits for something that may be there now: half of the queue, a larger promise. Says so once. */
    boolean takeStall(boolean promiseGrew) {
        boolean room = waitsForRoom && offeredMemory - takenMemory <= maxQueuedBytes / 2;
        if (room) {
            waitsForRoom = false;
        }
        boolean promise = waitsForPromise && promiseGrew;
        if (promise) {
            waitsForPromise = false;
        }
        return room || promise;
    }

    /** Sleeps until something is offered, {@link #wake} is called or was since the last sleep, or the time is over. */
    void sleep(long nanos) {
        sleeper = Thread.currentThread();
        if (isEmpty() && !signalled) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper = null;
        signalled = false;
    }

    /** Sleeps whatever is offered. */
    void nap(long nanos) {
        LockSupport.parkNanos(this, nanos);
    }

    // ---- any thread

    /** Ends the binlog thread's sleep, or prevents its next one. */
    void wake() {
        signalled = true;
        unpark();
    }

    private void unpark() {
        Thread thread = sleeper; // costs a volatile read while the thread is awake
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Bytes of frames handed over since the start. */
    long offeredBytes() {
        return offeredBytes;
    }

    /** Bytes of frames that are in segments, since the start. */
    long takenBytes() {
        return takenBytes;
    }
}
