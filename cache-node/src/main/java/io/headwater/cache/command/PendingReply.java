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

    /** Writes the reply and lets the client's next commands run. */
    public void complete(Consumer<ReplyBuffer> writer) {
        if (!session.waiting) throw new IllegalStateException("the reply was given already");
        ReplyBuffer reply = new ReplyBuffer(64);
        reply.protocol(session.protocol());
        writer.accept(reply);
        if (session.silentWait) reply.clear();
        session.waiting = false;
        session.connection().resume(reply.toBytes(), session.waitingFor);
    }
}
