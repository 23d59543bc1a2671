package io.headwater.it.log;

import io.headwater.cache.node.ReplicaFeed;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** What a replica does with its feed, without a keyspace. */
final class TestReplica implements ReplicaFeed.Sink {
    final List<byte[]> records = new ArrayList<>();
    final AtomicReference<KafkaNote> newest = new AtomicReference<>(KafkaNote.NONE);
    final CountDownLatch caughtUp = new CountDownLatch(1);

    @Override
    public synchronized void record(byte[] payload, int offset, int length) {
        records.add(payload);
        notifyAll();
    }

    @Override
    public void advanced(KafkaNote note) {
        newest.set(note);
    }

    @Override
    public void heartbeat(long timeMs) {}

    @Override
    public void caughtUp() {
        caughtUp.countDown();
    }

    @Override
    public void failed(HeadwaterException reason) {
        throw new AssertionError(reason);
    }

    synchronized void awaitRecords(int count) throws InterruptedException {
        while (records.size() < count) {
            wait(30_000);
        }
    }
}
