package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogListener;
import io.headwater.cache.resp.WriterLoop;
import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Passes on what the binlog thread announces: to the log's agent at once, to the writer thread as a task, one at a time of each kind. */
final class BinlogEvents implements BinlogListener {
    private final FaultHandler faults;
    private final AtomicBoolean releaseDue = new AtomicBoolean();
    private final AtomicBoolean roomDue = new AtomicBoolean();
    private volatile @Nullable ShardLog log;
    private volatile @Nullable WriterLoop loop;
    private final AtomicBoolean durableDue = new AtomicBoolean();
    private volatile Runnable roomMade = () -> {};
    private volatile @Nullable Runnable whenDurable;

    BinlogEvents(FaultHandler faults) {
        this.faults = faults;
    }

    /** The log's agent, which publishes what was appended. */
    void tells(@Nullable ShardLog agent) {
        log = agent;
    }

    /**
     * The writer thread.
     *
     * @param whenRoom what it does when the binlog has room again
     */
    void tells(WriterLoop writer, Runnable whenRoom) {
        roomMade = whenRoom;
        loop = writer;
    }

    /** What the writer thread does when more is on disk, beside letting go the replies that wait for it; null: nothing. From any thread. */
    void whenDurable(@Nullable Runnable task) {
        whenDurable = task;
    }

    @Override
    public void appended(long lsn) {
        ShardLog agent = log;
        if (agent != null) agent.appended(lsn);
    }

    @Override
    public void durable(long lsn) {
        releaseReplies();
        Runnable task = whenDurable;
        WriterLoop writer = loop;
        if (task == null || writer == null || !durableDue.compareAndSet(false, true)) return;
        writer.execute(() -> {
            durableDue.set(false);
            task.run();
        });
    }

    /** More of the binlog is on disk or in the log: replies may wait for that. From any thread; returns at once. */
    void releaseReplies() {
        WriterLoop writer = loop;
        if (writer == null || !writer.holdsReplies() || !releaseDue.compareAndSet(false, true)) return;
        writer.execute(() -> {
            releaseDue.set(false);
            writer.releaseReplies();
        });
    }

    @Override
    public void roomMade() {
        WriterLoop writer = loop;
        if (writer == null || !roomDue.compareAndSet(false, true)) return;
        writer.execute(() -> {
            roomDue.set(false);
            roomMade.run();
        });
    }

    @Override
    public boolean isAwaited() {
        WriterLoop writer = loop;
        return log != null && writer != null && writer.holdsReplies();
    }

    @Override
    public void failed(HeadwaterException reason) {
        faults.binlogFailed(reason);
    }
}
