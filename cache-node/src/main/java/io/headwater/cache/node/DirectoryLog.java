package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.schemas.LocalNote.KafkaNote;

/** The directory as the log's agent sees it. Any thread. */
final class DirectoryLog implements LocalLog {
    private final String nodeName;
    private final String formerName;
    private final String address;
    private final RecoveredState recovered;
    private final EpochTrail epochs;
    private final BinlogWriter binlog;

    DirectoryLog(String nodeName, String formerName, String address, RecoveredState recovered, EpochTrail epochs, BinlogWriter binlog) {
        this.nodeName = nodeName;
        this.formerName = formerName;
        this.address = address;
        this.recovered = recovered;
        this.epochs = epochs;
        this.binlog = binlog;
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    @Override
    public String formerName() {
        return formerName;
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
        return recovered.lastLsn();
    }

    @Override
    public long firstReadableLsn() {
        return binlog.firstReadableLsn();
    }

    @Override
    public long lastLsnBelowEpoch(long epoch) {
        return epochs.lastLsnBelow(epoch);
    }

    @Override
    public long lastTimeMs() {
        return recovered.lastTimeMs();
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
