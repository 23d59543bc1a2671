package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.schemas.LocalNote.KafkaNote;

/** The directory as the log's agent sees it: what it held at the start, and the binlog from then on. Any thread. */
final class DirectoryLog implements LocalLog {
    private final String nodeName;
    private final String address;
    private final RecoveredState recovered;
    private final BinlogWriter binlog;

    DirectoryLog(String nodeName, String address, RecoveredState recovered, BinlogWriter binlog) {
        this.nodeName = nodeName;
        this.address = address;
        this.recovered = recovered;
        this.binlog = binlog;
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
        return recovered.lastLsn();
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
