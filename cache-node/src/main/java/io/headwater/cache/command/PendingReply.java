package io.headwater.cache.command;

import java.util.function.Consumer;

/** A reply that comes later, from {@link CommandContext#defer}. Must be completed once, on the writer thread. */
public final class PendingReply {
    private final ClientSession session;

    PendingReply(ClientSession session, ReplyKind kind) {
        this.session = session;
        session.waiting = true;
        session.waitingFor = kind;
    }

    /** Writes the reply, which waits for nothing, and lets the client's next commands run. */
    public void complete(Consumer<ReplyBuffer> writer) {
        ReplyBuffer reply = new ReplyBuffer(64);
        reply.protocol(session.protocol());
        writer.accept(reply);
        complete(reply, session.waitingFor, false, 0);
    }

    /** {@link #complete(Consumer)} with a reply that waits for the level of durability that the client has chosen; the parameters are those of {@link LateReply}. */
    void complete(ReplyBuffer reply, ReplyKind kind, boolean logged, long dependsOnLsn) {
        if (!session.waiting) throw new IllegalStateException("the reply was given already");
        if (session.silentWait) reply.clear();
        session.waiting = false;
        session.connection().resume(new LateReply(reply.toBytes(), kind, logged, dependsOnLsn));
    }
}
