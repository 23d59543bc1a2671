package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.concurrent.locks.LockSupport;

/** The directory as the publisher sees it while it makes this node the primary, and later when it reads the binlog. */
final class DirectoryLog implements LocalLog {
    private static final long WAIT_NANOS = 1_000_000;

    private final String nodeName;
    private final String address;
    private final RecoveredState recovered;
    private final BinlogWriter binlog;
    private final LogApplier applier;

    DirectoryLog(String nodeName, String address, RecoveredState recovered, BinlogWriter binlog, LogApplier applier) {
        this.nodeName = nodeName;
        this.address = address;
        this.recovered = recovered;
        this.binlog = binlog;
        this.applier = applier;
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public KafkaNote newestNote() {
        return recovered.note();
    }

    @Override
    public long lastLsn() {
        return applier.lastLsn();
    }

    @Override
    public long firstReadableLsn() {
        return binlog.firstReadableLsn();
    }

    @Override
    public long lastLsnBelowEpoch(long epoch) {
        return recovered.lastLsnBelowEpoch(epoch);
    }

    @Override
    public long lastTimeMs() {
        return applier.lastTimeMs();
    }

    @Override
    public void append(byte[] payload, int offset, int length) {
        // The start thread serves nobody yet: it may wait for the disk.
        while (!binlog.hasRoom() && binlog.failure() == null) LockSupport.parkNanos(this, WAIT_NANOS);
        applier.apply(payload, offset, length);
    }

    @Override
    public void note(KafkaNote note) {
        binlog.note(note);
    }

    @Override
    public BinlogReader reader(long afterLsn) {
        return binlog.reader(afterLsn);
    }
}
