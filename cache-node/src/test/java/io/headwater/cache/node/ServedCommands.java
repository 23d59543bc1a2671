package io.headwater.cache.node;

import io.headwater.cache.command.TestServer;
import io.headwater.cache.resp.ClientLimits;
import io.headwater.cache.resp.RespServer;
import io.headwater.cache.resp.Transport;
import io.headwater.cache.resp.Turn;
import io.headwater.cache.resp.WriterLoop;
import java.util.List;

/** A RESP server over commands without a disk or a log. */
final class ServedCommands implements Turn, AutoCloseable {
    final TestServer commands = new TestServer();
    final WriterLoop loop = new WriterLoop(0, Transport.choose(), this);
    final RespServer server = new RespServer(loop, commands.executor, ClientLimits.DEFAULT, commands::nowMs);
    final int port = TestNode.freePort();

    ServedCommands() {
        server.bind(List.of("127.0.0.1"), port, 128);
    }

    /** Does something on the writer thread, and returns when it is done. */
    void run(Runnable action) {
        loop.await(action);
    }

    @Override
    public void begin() {
        commands.executor.beginTurn(commands.nowMs());
    }

    @Override
    public void end() {
        commands.encoder.reset(new byte[1 << 20]);
    }

    @Override
    public long lastLsn() {
        return 0;
    }

    @Override
    public long durableLsn() {
        return 0;
    }

    @Override
    public long committedLsn() {
        return 0;
    }

    @Override
    public boolean isCovered() {
        return true;
    }

    @Override
    public boolean holdsLease() {
        return true;
    }

    @Override
    public boolean mayReply() {
        return true;
    }

    @Override
    public void failed(Throwable cause) {
        throw new AssertionError(cause);
    }

    @Override
    public void close() {
        server.close();
        loop.stop();
    }
}
