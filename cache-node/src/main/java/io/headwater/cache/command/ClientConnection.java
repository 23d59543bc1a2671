package io.headwater.cache.command;

import org.jspecify.annotations.Nullable;

/** The network side of a client. Implemented by the server, called on the writer thread. */
public interface ClientConnection {
    /** A client without a network: for tests and tools. */
    ClientConnection NONE = new ClientConnection() {
        @Override
        public String remoteAddress() {
            return "127.0.0.1:0";
        }

        @Override
        public String localAddress() {
            return "127.0.0.1:0";
        }

        @Override
        public void resume(LateReply reply) {}

        @Override
        public void kill() {}
    };

    /** {@code host:port} of the client. */
    String remoteAddress();

    /** {@code host:port} that it connected to. */
    String localAddress();

    /** Ends a wait that {@link CommandContext#defer} began: sends the reply once it is as safe as the client asks, then goes on with the client's further commands. */
    void resume(LateReply reply);

    /** Where to write what the client gets without having asked, behind its replies so far; it leaves at the turn's end. Null once the connection is ending. */
    default @Nullable ReplyBuffer outbox() {
        return null;
    }

    /** Closes the connection without waiting for replies. */
    void kill();
}
