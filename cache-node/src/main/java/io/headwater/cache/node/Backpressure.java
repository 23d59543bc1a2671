package io.headwater.cache.node;

import io.headwater.cache.binlog.BinlogWriter;
import io.headwater.cache.resp.RespServer;
import org.jspecify.annotations.Nullable;

/** Stops reading clients while the binlog cannot take more than it has. Owned by the writer thread. */
final class Backpressure {
    private final BinlogWriter binlog;
    private final DiskAdmission admission;
    private @Nullable RespServer server;
    private boolean paused;

    Backpressure(BinlogWriter binlog, DiskAdmission admission) {
        this.binlog = binlog;
        this.admission = admission;
    }

    /** The server whose clients it stops. */
    void controls(RespServer clients) {
        server = clients;
    }

    /** After a batch was handed over. */
    void afterBatch(boolean covered) {
        if (!binlog.hasRoom() || !covered) pause();
    }

    private void pause() {
        if (server == null) return;
        paused = true;
        server.pauseClients();
    }

    /** Room may have been made. With a full disk clients are read too: their writes are refused, and their reads go on. */
    void check() {
        if (!paused || server == null || !binlog.hasRoom()) return;
        if (!admission.isCovered() && !admission.isDiskFull()) return;
        paused = false;
        server.resumeClients();
    }
}
