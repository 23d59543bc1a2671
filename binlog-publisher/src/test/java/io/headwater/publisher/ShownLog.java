package io.headwater.publisher;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.cache.node.LocalLog;
import io.headwater.schemas.LocalNote.KafkaNote;

/** A directory that tells the agent something else than it holds. */
class ShownLog implements LocalLog {
    private final LocalLog local;

    ShownLog(LocalLog local) {
        this.local = local;
    }

    @Override
    public String nodeName() {
        return local.nodeName();
    }

    @Override
    public String formerName() {
        return local.formerName();
    }

    @Override
    public String address() {
        return local.address();
    }

    @Override
    public KafkaNote newestNote() {
        return local.newestNote();
    }

    @Override
    public long lastLsn() {
        return local.lastLsn();
    }

    @Override
    public long firstReadableLsn() {
        return local.firstReadableLsn();
    }

    @Override
    public long lastLsnBelowEpoch(long epoch) {
        return local.lastLsnBelowEpoch(epoch);
    }

    @Override
    public long lastTimeMs() {
        return local.lastTimeMs();
    }

    @Override
    public void note(KafkaNote note) {
        local.note(note);
    }

    @Override
    public BinlogReader reader(long afterLsn) {
        return local.reader(afterLsn);
    }
}
